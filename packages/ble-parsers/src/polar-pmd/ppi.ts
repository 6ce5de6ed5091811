import { bit } from '../bits.js';
import type { DecoderMeta } from '../meta.js';
import { list, type Read, scaled, u8, u16 } from '../reader.js';
import { contactStatus, type SensorContactStatus } from '../sensor-contact.js';
import { frameUnits, type PmdDecode, type PmdFrame, pmdDecoder } from './frame.js';

/** Number of the stream, as in `PmdStream`. */
const PPI = 3;

/** One interval between two pulses. */
export interface PolarPpiSample {
  /** bpm; `undefined` if there is none (0). */
  heartRateBpm?: number | undefined;
  /** ms between the two pulses. */
  ppIntervalMs: number;
  /** Estimated error of the interval in ms. */
  errorMs: number;
  /** Movement disturbed the measurement, so the interval is unreliable. */
  blocker: boolean;
  /** Whether the sensor has skin contact; `undefined` if it cannot detect contact. */
  sensorContact?: boolean | undefined;
  /** The same as a string. */
  sensorContactStatus: SensorContactStatus;
}

/** One PMD data frame of the pulse interval stream. */
export interface PolarPpi extends PmdFrame {
  /**
   * Oldest first. The time of the frame is the end of the last interval; an earlier interval ends where the
   * next one begins. The time is 0 in some firmware.
   */
  samples: PolarPpiSample[];
}

const readSample: Read<PolarPpiSample> = (r) => {
  const heartRateBpm = scaled(u8(r), 1, 0);
  const ppIntervalMs = u16(r);
  const errorMs = u16(r);
  const flags = u8(r);
  const sensorContact = bit(flags, 2) ? bit(flags, 1) : undefined;
  return {
    heartRateBpm,
    ppIntervalMs,
    errorMs,
    blocker: bit(flags, 0),
    sensorContact,
    sensorContactStatus: contactStatus(sensorContact),
  };
};

/**
 * Decodes a pulse interval frame, uncompressed type 0. Fails with `too-short` if the header is truncated,
 * `invalid-value` if it belongs to another stream, `unknown-id` for other frame types.
 * Source: polarofficial/polar-ble-sdk, PPI data.
 */
export const decodePolarPpi: PmdDecode<PolarPpi> = pmdDecoder(PPI, (r, type) =>
  type === 0 ? { samples: list(r, true, readSample) } : undefined,
);

export const polarPpiMeta: DecoderMeta<PolarPpi> = {
  profile: 'polar-pmd',
  id: 'PPI',
  name: 'Polar PMD pulse intervals, frame type 0',
  source: 'polar-ble-sdk, PPI data',
  fields: /* @__PURE__ */ frameUnits({ samples: 'ms' }),
};
