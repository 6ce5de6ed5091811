/**
 * A SUBMIT's text, or `SubmitError` where a server would close the connection for it (P-SUB-1, P-FR-5,
 * P-FR-6): one bad reading must not cost the link. Made at `submit`, so that later changes of the reading
 * do not show.
 */
import { encodeFrame, LIMITS, type OpaqueObject, Opcode } from '@wearwire/protocol';
import { SubmitError } from './errors.js';

const START = `{"op":${Opcode.Submit},"d":{`;
/** No code unit of UTF-16 takes more bytes in UTF-8. */
const BYTES_PER_UNIT_MAX = 3;

export function submitFrame(type: string, reading: OpaqueObject): string {
  if (typeof type !== 'string' || type === '') {
    throw new SubmitError('submit-invalid', 'the type must be a string that is not empty');
  }
  const text = encode(type, reading);
  if (!text.startsWith(START)) {
    throw new SubmitError('submit-invalid', 'the reading must be an object');
  }
  if (byteLengthExceeds(text, LIMITS.frameBytesMax.default)) {
    throw new SubmitError('submit-too-large', 'the reading is too large for a frame');
  }
  if (isDeeperThan(reading, LIMITS.frameDepthMax.default - 1)) {
    throw new SubmitError('submit-too-large', 'the reading is nested too deeply');
  }
  return text;
}

function encode(type: string, reading: OpaqueObject): string {
  try {
    return encodeFrame({ op: Opcode.Submit, d: reading, t: type });
  } catch (cause) {
    throw new SubmitError('submit-invalid', 'JSON cannot say the reading', cause);
  }
}

function byteLengthExceeds(text: string, bytesMax: number): boolean {
  if (text.length * BYTES_PER_UNIT_MAX <= bytesMax) return false;
  return new TextEncoder().encode(text).length > bytesMax;
}

function isDeeperThan(value: unknown, levelsLeft: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levelsLeft === 0) return true;
  for (const key in value) {
    if (isDeeperThan((value as OpaqueObject)[key], levelsLeft - 1)) return true;
  }
  return false;
}
