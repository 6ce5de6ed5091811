/**
 * Keeps untrusted text (user ids, event types, readings, server replies) from controlling the terminal.
 *
 * Two layers. `printable` escapes a value when it is put into a line. `terminalOutput` filters everything that is
 * written to a terminal: only the colour and cursor sequences that this program itself uses pass.
 */
import type { Output } from './output.js';

/**
 * Control characters (C0, DEL, C1), bidirectional controls, line and paragraph separators, lone surrogates,
 * invisible tags and the byte order mark.
 */
const UNSAFE = /[\p{Cc}\p{Bidi_Control}\p{Cs}\u2028\u2029\ufeff\u{e0000}-\u{e007f}]/gu;

/** The sequences that this program writes: line ends, tabs, colours, cursor movement, synchronized frames. */
const ALLOWED = `[\\n\\r\\t]|${String.fromCharCode(27)}\\[(?:[0-9;]*[mHJKA]|\\?(?:25|2026)[hl])`;
const ALLOWED_OR_UNSAFE = new RegExp(`${ALLOWED}|${UNSAFE.source}`, 'gu');
const IS_ALLOWED = new RegExp(`^(?:${ALLOWED})$`, 'u');

/** Replaces unsafe characters with escapes such as `\u202e`. JSON text keeps its meaning. */
export function printable(text: string): string {
  return text.replaceAll(UNSAFE, escaped);
}

/** Escapes everything unsafe in a whole output except the sequences in `ALLOWED`. */
export function terminalSafe(text: string): string {
  return text.replaceAll(ALLOWED_OR_UNSAFE, (part) =>
    IS_ALLOWED.test(part) ? part : escaped(part),
  );
}

/** Filters writes to a terminal. Pipes and files are returned unchanged. */
export function terminalOutput<T extends Output>(stream: T): T {
  if (stream.isTTY !== true) return stream;
  const write = (chunk: unknown, ...rest: unknown[]): boolean => {
    const text = typeof chunk === 'string' ? terminalSafe(chunk) : chunk;
    return (stream.write as (...args: unknown[]) => boolean).call(stream, text, ...rest);
  };
  return new Proxy(stream, {
    get: (target, key) => {
      if (key === 'write') return write;
      const value = Reflect.get(target, key) as unknown;
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

function escaped(part: string): string {
  const codeUnits = part.split('');
  return codeUnits.map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
}
