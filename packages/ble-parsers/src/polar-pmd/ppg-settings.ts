import { type Reader, u8, u32, u64 } from '../reader.js';
import { type PmdDecode, type PmdFrame, pmdDecoder } from './frame.js';

/** Number of the stream, as in `PmdStream`. */
const PPG = 1;
/** Number of integration times by frame type; twice as many gains follow them. */
const TIMES: Readonly<Record<number, number>> = { 4: 12, 9: 12, 14: 1 };
const OPERATION_MODE = 5;
const SPORT_ID = 6;

/** One PMD data frame of the PPG stream without light samples. Fields of other types are absent. */
export interface PolarPpgSettings extends PmdFrame {
  /** Numbers of integrations: types 4 and 9 have 12, type 14 has one. */
  numIntTs?: number[] | undefined;
  /** Types 4, 9 and 14: gain of channel 1, 0 to 7. */
  channel1GainTs?: number[] | undefined;
  /** Types 4, 9 and 14: gain of channel 2, 0 to 7. */
  channel2GainTs?: number[] | undefined;
  /** Type 5: u32. */
  operationMode?: number | undefined;
  /** Type 6: u64. */
  sportId?: bigint | undefined;
  /** Number of records in the frame; those after the first are `trailing`. */
  sampleCount: 1;
}

/**
 * Decodes a frame of settings, uncompressed types 4, 5, 6, 9 and 14. Fails with `too-short` if it is
 * truncated, `invalid-value` if it belongs to another stream, `unknown-id` for other frame types.
 * Source: polarofficial/polar-ble-sdk, PPG data.
 */
export const decodePolarPpgSettings: PmdDecode<PolarPpgSettings> = pmdDecoder(PPG, (r, type) => {
  const times = TIMES[type];
  if (times !== undefined) return { ...gains(r, times), sampleCount: 1 };
  if (type === OPERATION_MODE) return { operationMode: u32(r), sampleCount: 1 };
  return type === SPORT_ID ? { sportId: u64(r), sampleCount: 1 } : undefined;
});

function gains(r: Reader, times: number): Partial<PolarPpgSettings> {
  const numIntTs: number[] = [];
  const channel1GainTs: number[] = [];
  const channel2GainTs: number[] = [];
  while (numIntTs.length < times) numIntTs.push(u8(r));
  while (channel1GainTs.length < times) {
    channel1GainTs.push(u8(r) & 0x07);
    channel2GainTs.push(u8(r) & 0x07);
  }
  return { numIntTs, channel1GainTs, channel2GainTs };
}
