import { bit } from '../bits.js';
import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finish, flagsOf, optional, type Payload, reader, u8 } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { text } from '../text.js';

const STATUSES = [
  'other',
  'idle',
  'warming-up',
  'low-intensity-interval',
  'high-intensity-interval',
  'recovery-interval',
  'isometric',
  'heart-rate-control',
  'fitness-test',
  'speed-below-control-region',
  'speed-above-control-region',
  'cool-down',
  'watt-control',
  'manual',
  'pre-workout',
  'post-workout',
] as const;

/** The phase of its program that a fitness machine is in. */
export interface TrainingStatus extends Payload {
  /** `undefined` if `statusCode` is reserved (16 and above). */
  status?: (typeof STATUSES)[number] | undefined;
  /** The code of `status`, as sent. */
  statusCode: number;
  /** Text from the machine; `undefined` if not sent. */
  text?: string | undefined;
  /** The text is longer than the notification; read the characteristic to get all of it. */
  isTextCut: boolean;
}

/**
 * Decodes 0x2AD3. Flags: 0 text, 1 text is truncated. Fails with `too-short` if the status is truncated.
 * Source: FTMS 1.0, Training Status.
 */
export function decodeTrainingStatus(bytes: BytesInput): DecodeResult<TrainingStatus> {
  const r = reader(bytes);
  const flags = flagsOf(r, u8, 0x03);
  const hasText = bit(flags, 0);
  const statusCode = u8(r);
  return finish(r, {
    status: STATUSES[statusCode],
    statusCode,
    text: optional(r, hasText, text),
    isTextCut: bit(flags, 1),
  });
}

export const trainingStatusMeta: DecoderMeta<TrainingStatus> = {
  profile: 'gatt',
  id: '2AD3',
  name: 'Training Status',
  source: 'FTMS 1.0, Training Status',
  fields: { status: '', statusCode: '', text: '', isTextCut: '' },
};
