/** Commands for the control characteristic of a Muse (273E0001-…) and the text of its responses. */
import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finish, type Payload, reader, u8 } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { text } from '../text.js';

const LINE_END = 0x0a;

/** The commands of a Muse. */
export const MUSE_COMMANDS = {
  /** Five EEG channels. */
  preset21: 'p21',
  /** Five EEG channels and, on newer models, PPG. */
  preset50: 'p50',
  start: 'd',
  pause: 'h',
  /** Requests state and firmware. */
  status: 's',
  version: 'v1',
} as const;

/**
 * Encodes a command: the length of the following bytes, the text, a line feed. A stream starts after
 * `pause`, a preset, `status` and `start`. Source: urish/muse-js.
 */
export function encodeMuseCommand(command: keyof typeof MUSE_COMMANDS): Uint8Array {
  const bytes = Array.from(MUSE_COMMANDS[command], (letter) => letter.charCodeAt(0));
  return Uint8Array.of(bytes.length + 1, ...bytes, LINE_END);
}

/** A part of a response. The concatenated parts are JSON. */
export interface MuseResponse extends Payload {
  text: string;
}

/** Decodes a notification of 273E0001-…. Fails with `too-short` if it is empty. Source: urish/muse-js. */
export function decodeMuseResponse(bytes: BytesInput): DecodeResult<MuseResponse> {
  const r = reader(bytes);
  const size = u8(r);
  return finish(r, { text: text(r).slice(0, size) });
}

export const museResponseMeta: DecoderMeta<MuseResponse> = {
  profile: 'muse',
  id: '273E00014C4D454D96BEF03BAC821358',
  name: 'Muse control, part of a response',
  source: 'urish/muse-js',
  fields: { text: '' },
};
