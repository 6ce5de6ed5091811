/** UTF-8, in browsers and in Node. */
import { type Reader, remainingBytes } from './reader.js';

declare const TextDecoder: new () => { decode(bytes: Uint8Array): string };

/** Reads the remaining bytes as text, without the zeros with which some devices pad it. */
export function text(r: Reader): string {
  return new TextDecoder().decode(remainingBytes(r)).replace(/\0+$/, '');
}
