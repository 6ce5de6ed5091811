/** Colours by what they say, so that a screen without them reads the same. */

const CODES = {
  strong: 1,
  faint: 2,
  good: 32,
  bad: 91,
  heart: 91,
  resting: 31,
  warning: 33,
  value: 36,
} as const;

export type Paint = { readonly [Name in keyof typeof CODES]: (text: string) => string };

/** Without colours each function gives back what it gets. */
export function createPaint(hasColours: boolean): Paint {
  const entries = Object.entries(CODES).map(([name, code]) => [
    name,
    (text: string) => (hasColours && text !== '' ? `\x1b[${code}m${text}\x1b[0m` : text),
  ]);
  return Object.fromEntries(entries) as Paint;
}

/** What turns a colour on or off; takes no room. */
const SEQUENCE = new RegExp(`(${String.fromCharCode(27)}\\[[0-9;]*m)`, 'g');

/** Columns that a text takes on a terminal; all we print is one column a character. */
export function widthOf(text: string): number {
  return [...text.replaceAll(SEQUENCE, '')].length;
}

/** Cut to `width` columns, colours ended. */
export function clip(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let room = Math.max(0, width - 1);
  let clipped = '';
  // Odd parts are sequences, which take no room.
  for (const [index, part] of text.split(SEQUENCE).entries()) {
    if (index % 2 === 1) {
      clipped += part;
    } else {
      const kept = [...part].slice(0, room);
      room -= kept.length;
      clipped += kept.join('');
    }
  }
  return `${clipped}…${text.includes('\x1b') ? '\x1b[0m' : ''}`;
}
