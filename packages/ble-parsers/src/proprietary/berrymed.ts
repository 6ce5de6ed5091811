/**
 * BerryMed and BCI pulse oximeters: packets of 5 bytes, 100 per second, several per notification. The
 * top bit is set only in the first byte of a packet.
 */
import { bit, bits } from '../bits.js';
import type { DecoderMeta } from '../meta.js';
import {
  type BytesInput,
  finish,
  list,
  type Payload,
  type Reader,
  reader,
  reject,
  u8,
} from '../reader.js';
import type { DecodeResult } from '../result.js';

const SOURCE = 'adafruit/Adafruit_CircuitPython_BLE_BerryMed_Pulse_Oximeter; ehborisov';
const NO_PULSE = 0xff;
const SPO2_MAX = 100;

/** One packet of an oximeter. */
export interface BerryMedPacket extends Payload {
  /** %; `undefined` if there is none (127). */
  spo2Percent?: number | undefined;
  /** bpm; `undefined` if there is none (255). */
  pulseRateBpm?: number | undefined;
  fingerPresent: boolean;
  /** 0 to 15. */
  signalStrengthRaw: number;
  /** Pulse wave, 0 to 127. */
  plethRaw: number;
  /** Bar graph, 0 to 15. */
  barRaw: number;
  /** A pulse beat occurred during the packet. */
  isBeat: boolean;
  /** The probe is not plugged in. */
  probeUnplugged: boolean;
  /** The oximeter searches for a pulse. */
  isSearching: boolean;
}

/** The packets of a notification. */
export interface BerryMedPackets extends Payload {
  /** Oldest first. */
  records: BerryMedPacket[];
}

function packet(r: Reader): BerryMedPacket {
  const at = r.offset;
  const first = u8(r);
  const plethRaw = u8(r);
  const third = u8(r);
  const pulseLow = u8(r);
  const spo2 = u8(r);
  const pulse = pulseLow | (bit(third, 6) ? 0x80 : 0);
  // A truncated packet is not an invalid one.
  const isWhole = r.offset <= r.end;
  if (isWhole && (!bit(first, 7) || bit(plethRaw | third | pulseLow | spo2, 7))) reject(r, at);
  return {
    spo2Percent: spo2 > SPO2_MAX ? undefined : spo2,
    pulseRateBpm: pulse === NO_PULSE ? undefined : pulse,
    fingerPresent: !bit(third, 4),
    signalStrengthRaw: bits(first, 0, 4),
    plethRaw,
    barRaw: bits(third, 0, 4),
    isBeat: bit(first, 6),
    probeUnplugged: bit(first, 5),
    isSearching: bit(third, 5),
  };
}

/**
 * Decodes one packet. Fails with `too-short` below 5 bytes, `invalid-value` if the top bits are not those
 * of a packet.
 * Source: Adafruit_CircuitPython_BLE_BerryMed_Pulse_Oximeter and ehborisov, which agree.
 */
export function decodeBerryMedPacket(bytes: BytesInput): DecodeResult<BerryMedPacket> {
  const r = reader(bytes);
  return finish(r, packet(r));
}

/**
 * Decodes a notification of 49535343-1E4D-4BD9-BA61-23C647249616: packets up to its end. Fails with
 * `invalid-value` if the top bits are not those of a packet.
 * Source: as `decodeBerryMedPacket`.
 */
export function decodeBerryMedPackets(bytes: BytesInput): DecodeResult<BerryMedPackets> {
  const r = reader(bytes);
  return finish(r, { records: list(r, true, packet) });
}

export const berryMedPacketMeta: DecoderMeta<BerryMedPacket> = {
  profile: 'berrymed',
  id: 'packet',
  name: 'BerryMed pulse oximeter, one packet',
  source: SOURCE,
  fields: {
    spo2Percent: '%',
    pulseRateBpm: 'bpm',
    fingerPresent: '',
    signalStrengthRaw: '',
    plethRaw: '',
    barRaw: '',
    isBeat: '',
    probeUnplugged: '',
    isSearching: '',
  },
};

export const berryMedPacketsMeta: DecoderMeta<BerryMedPackets> = {
  profile: 'berrymed',
  id: '495353431E4D4BD9BA6123C647249616',
  name: 'BerryMed pulse oximeter, notification',
  source: SOURCE,
  fields: { records: '' },
};
