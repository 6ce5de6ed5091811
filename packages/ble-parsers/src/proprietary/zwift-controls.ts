/**
 * Zwift Click, Play and Ride: buttons and paddles. They are controls, so only the battery gives
 * readings. Messages are a type byte and Protocol Buffers fields. Encrypted messages are not decoded: a
 * client that writes "RideOn" without a key receives unencrypted messages.
 */
import { bit } from '../bits.js';
import type { DecoderMeta } from '../meta.js';
import { percent } from '../percent.js';
import {
  allowTruncation,
  type BytesInput,
  finish,
  type Payload,
  reader,
  reject,
  u8,
} from '../reader.js';
import type { DecodeResult } from '../result.js';
import { type ProtoField, protoFields } from './proto-fields.js';

/** Buttons by bit of the bitmap of 0x23; a cleared bit is a pressed button. */
const RIDE_BUTTONS = [
  'left',
  'up',
  'right',
  'down',
  'a',
  'b',
  'y',
  'z',
  'shift-up-left',
  'shift-down-left',
  'power-up-left',
  'on-left',
  'shift-up-right',
  'shift-down-right',
  'power-up-right',
  'on-right',
] as const;

/** A button of a controller. */
export type ZwiftButton = (typeof RIDE_BUTTONS)[number] | 'plus' | 'minus';

/** An analogue paddle. */
export interface ZwiftPaddle {
  /** 0 left, 1 right, others up to 3. */
  location: number;
  /** -100 to 100. */
  value: number;
}

/** One message of a controller. */
export interface ZwiftControls extends Payload {
  /** `buttons`: state of the buttons; `idle`: no change; `battery`: state of charge. */
  kind: 'buttons' | 'idle' | 'battery';
  /** For `buttons`: the pressed buttons. */
  pressed: ZwiftButton[];
  /** For `buttons`, from controllers that have paddles. */
  paddles: ZwiftPaddle[];
  /** For `battery`: %; `undefined` above 100. */
  batteryPercent?: number | undefined;
}

/**
 * Decodes 00000002-19CA-4651-86E5-FA29DCDD09D1: 0x23 (Ride, Click v2), 0x37 (Click), 0x19 battery, 0x15
 * idle. Fails with `too-short` if it is empty, `invalid-value` if its fields are not well formed,
 * `unknown-id` for other messages.
 * Source: cagnulein/qdomyos-zwift; ajchellew/zwiftplay; captures of several projects, which agree.
 */
export function decodeZwiftControls(bytes: BytesInput): DecodeResult<ZwiftControls> {
  const r = reader(bytes);
  const type = u8(r);
  allowTruncation(r);
  const fields = protoFields(r);
  const first = (number: number) => fields.find((field) => field.number === number)?.value;
  const value: ZwiftControls = { kind: 'buttons', pressed: [], paddles: [] };
  if (type === 0x15) value.kind = 'idle';
  else if (type === 0x19) {
    value.kind = 'battery';
    value.batteryPercent = percent(first(2) ?? 255);
  } else if (type === 0x23) {
    const bitmap = first(1) ?? 0xffff;
    value.pressed = RIDE_BUTTONS.filter((_, index) => !bit(bitmap, index));
    value.paddles = paddlesOf(fields);
  } else if (type === 0x37) {
    if (first(1) === 0) value.pressed.push('plus');
    if (first(2) === 0) value.pressed.push('minus');
  } else reject(r, 0, 'unknown-id');
  return finish(r, value);
}

/**
 * Returns the paddles, which are in field 3, or in older firmware within field 2. The value is
 * zigzag-coded.
 */
function paddlesOf(fields: readonly ProtoField[]): ZwiftPaddle[] {
  return fields.flatMap(({ number, fields: inner = [] }) => {
    if (number === 2) return paddlesOf(inner);
    if (number !== 3) return [];
    const [location = 0, coded = 0] = [1, 2].map(
      (wanted) => inner.find((field) => field.number === wanted)?.value,
    );
    return { location, value: (coded >>> 1) ^ -(coded & 1) };
  });
}

export const zwiftControlsMeta: DecoderMeta<ZwiftControls> = {
  profile: 'zwift',
  id: '0000000219CA465186E5FA29DCDD09D1',
  name: 'Zwift Click and Ride, buttons and paddles',
  source: 'cagnulein/qdomyos-zwift; ajchellew/zwiftplay',
  fields: { kind: '', pressed: '', paddles: '', batteryPercent: '%' },
};
