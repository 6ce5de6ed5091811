/** Formats an event as its DISPATCH frame, on one line of JSON. */
import { encodeFrame, Opcode } from '@wearwire/protocol';
import type { Output } from '../command-line/io.js';
import { printable } from '../command-line/terminal-text.js';
import type { ReceivedEvent } from '../readings/reading-text.js';

/** Escapes control characters for a terminal; the JSON keeps its meaning. */
export function dispatchLineFor(output: Output): (event: ReceivedEvent) => string {
  return output.isTTY === true ? (event) => printable(dispatchLine(event)) : dispatchLine;
}

function dispatchLine({ reading, uid, seq, type }: ReceivedEvent): string {
  const d = reading as Readonly<Record<string, unknown>>;
  return encodeFrame({ op: Opcode.Dispatch, d, uid, seq, t: type });
}
