/** Terminal colours by meaning. Colour is never the only carrier of information. */

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

/** If `hasColours` is false, each function returns its argument. */
export function createPaint(hasColours: boolean): Paint {
  const entries = Object.entries(CODES).map(([name, code]) => [
    name,
    (text: string) => (hasColours && text !== '' ? `\x1b[${code}m${text}\x1b[0m` : text),
  ]);
  return Object.fromEntries(entries) as Paint;
}

/** An escape sequence that sets or resets a colour; it has no width. */
const SEQUENCE = new RegExp(`(${String.fromCharCode(27)}\\[[0-9;]*m)`, 'g');

/** Width of a text in terminal columns. Assumes one column per character. */
export function widthOf(text: string): number {
  return [...text.replaceAll(SEQUENCE, '')].length;
}

/** Truncates a text to `width` columns and resets its colours. */
export function clip(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let room = Math.max(0, width - 1);
  let clipped = '';
  // Odd parts are escape sequences, which have no width.
  for (const [index, part] of text.split(SEQUENCE).entries()) {
    if (index % 2 === 1) {
      clipped += part;
    } else {
      const visible = [...part].slice(0, room);
      room -= visible.length;
      clipped += visible.join('');
    }
  }
  return `${clipped}…${text.includes('\x1b') ? '\x1b[0m' : ''}`;
}
