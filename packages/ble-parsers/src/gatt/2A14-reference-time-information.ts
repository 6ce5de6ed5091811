import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finishExactly, type Payload, reader, u8 } from '../reader.js';
import type { DecodeResult } from '../result.js';

const SOURCES = [
  'unknown',
  'ntp',
  'gps',
  'radio',
  'manual',
  'atomic-clock',
  'cellular',
  'not-synchronised',
] as const;
const OUT_OF_RANGE = 254;
const UNKNOWN = 255;

/** The accuracy of a device's clock. */
export interface ReferenceTimeInformation extends Payload {
  /** `undefined` if the code is reserved. */
  timeSource?: (typeof SOURCES)[number] | undefined;
  /** The code of `timeSource`, as sent. */
  timeSourceRaw: number;
  /** s, resolution 1/8; `undefined` if out of range (254) or unknown (255). */
  accuracyS?: number | undefined;
  /** Full days since the clock was set; 255 means 255 or more days. */
  daysSinceUpdate: number;
  /** Further hours since the clock was set, 0 to 23; 255 if `daysSinceUpdate` is 255. */
  hoursSinceUpdate: number;
}

/** Decodes 0x2A14, 4 bytes. Source: GATT Specification Supplement, Reference Time Information. */
export function decodeReferenceTimeInformation(
  bytes: BytesInput,
): DecodeResult<ReferenceTimeInformation> {
  const r = reader(bytes);
  const timeSourceRaw = u8(r);
  const accuracy = u8(r);
  const isKnown = accuracy !== OUT_OF_RANGE && accuracy !== UNKNOWN;
  return finishExactly(r, {
    timeSource: SOURCES[timeSourceRaw],
    timeSourceRaw,
    accuracyS: isKnown ? accuracy / 8 : undefined,
    daysSinceUpdate: u8(r),
    hoursSinceUpdate: u8(r),
  });
}

export const referenceTimeInformationMeta: DecoderMeta<ReferenceTimeInformation> = {
  profile: 'gatt',
  id: '2A14',
  name: 'Reference Time Information',
  source: 'GSS Reference Time Information',
  fields: {
    timeSource: '',
    timeSourceRaw: '',
    accuracyS: 's',
    daysSinceUpdate: 'd',
    hoursSinceUpdate: 'h',
  },
};
