/** UTF-8, in browsers and in Node. */
import { type Reader, rest } from './reader.js';

declare const TextDecoder: new () => { decode(bytes: Uint8Array): string };

/** Reads the bytes that are left as text, without the zeros that some devices fill it up with. */
export function text(r: Reader): string {
  return new TextDecoder().decode(rest(r)).replace(/\0+$/, '');
}
