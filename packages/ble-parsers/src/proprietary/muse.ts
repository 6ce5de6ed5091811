/**
 * The Muse headband. Every notification begins with a sequence number, everything is big-endian, and
 * each EEG electrode and each light has its own characteristic; those of one kind have the same layout.
 *
 * All characteristics are in one file, because they belong to one device.
 */
import { type DecoderMeta, metasOf } from '../meta.js';
import { percent } from '../percent.js';
import {
  type BytesInput,
  finish,
  type Payload,
  type Read,
  type Reader,
  reader,
  u8,
  u16be,
} from '../reader.js';
import type { DecodeResult } from '../result.js';

const SOURCE = 'urish/muse-js';
const EEG_SAMPLES = 12;
const PPG_SAMPLES = 6;
const MOTION_SAMPLES = 3;
const EEG_ZERO = 0x800;
const UV_PER_COUNT = 0.48828125;
const COUNTS_PER_G = 16_384;
const DPS_PER_COUNT = 0.0074768;

/** 12 samples of an electrode, 12 bits each, as in a notification. */
export interface MuseEegBlock extends Payload {
  /** 0 to 4095, oldest first; 2048 is 0 µV. */
  raw12Bit: number[];
}

/** One notification of an electrode, 256 samples per second. */
export interface MuseEeg extends MuseEegBlock {
  /** u16, increases by one with each notification. */
  sequence: number;
  /** µV, oldest first. */
  eegUv: number[];
}

/**
 * Decodes 273E0003-4C4D-454D-96BE-F03BAC821358 (TP9), …0004 (AF7), …0005 (AF8), …0006 (TP10) and …0007
 * (auxiliary). Fails with `too-short` below 20 bytes.
 * Source: urish/muse-js.
 */
export function decodeMuseEeg(bytes: BytesInput): DecodeResult<MuseEeg> {
  const r = reader(bytes);
  const sequence = u16be(r);
  const raw12Bit = eegBlock(r);
  const eegUv = raw12Bit.map((count) => (count - EEG_ZERO) * UV_PER_COUNT);
  return finish(r, { sequence, raw12Bit, eegUv });
}

/** Decodes only the 18 bytes of samples. Fails with `too-short` below 18 bytes. Source: urish/muse-js. */
export function decodeMuseEegBlock(bytes: BytesInput): DecodeResult<MuseEegBlock> {
  const r = reader(bytes);
  return finish(r, { raw12Bit: eegBlock(r) });
}

function eegBlock(r: Reader): number[] {
  const samples: number[] = [];
  while (samples.length < EEG_SAMPLES) {
    const word = u24be(r);
    samples.push(word >> 12, word & 0xfff);
  }
  return samples;
}

/** 6 samples of a light, 24 bits each, as in a notification. */
export interface MusePpgBlock extends Payload {
  /** Counts, oldest first. */
  raw24Bit: number[];
}

/** One notification of a light, 64 samples per second. */
export interface MusePpg extends MusePpgBlock {
  /** u16, increases by one with each notification. */
  sequence: number;
}

/**
 * Decodes 273E000F-… (ambient), 273E0010-… (infrared) and 273E0011-… (red). Fails with `too-short`
 * below 20 bytes.
 * Source: urish/muse-js.
 */
export function decodeMusePpg(bytes: BytesInput): DecodeResult<MusePpg> {
  const r = reader(bytes);
  return finish(r, { sequence: u16be(r), raw24Bit: times(r, PPG_SAMPLES, u24be) });
}

/** Decodes only the 18 bytes of samples. Fails with `too-short` below 18 bytes. Source: urish/muse-js. */
export function decodeMusePpgBlock(bytes: BytesInput): DecodeResult<MusePpgBlock> {
  const r = reader(bytes);
  return finish(r, { raw24Bit: times(r, PPG_SAMPLES, u24be) });
}

/** One notification of the accelerometer. */
export interface MuseAcc extends Payload {
  /** u16, increases by one with each notification. */
  sequence: number;
  /** x, y, z in mG, oldest first. */
  accMg: number[][];
}

/** Decodes 273E000A-…. Fails with `too-short` below 20 bytes. Source: urish/muse-js. */
export function decodeMuseAcc(bytes: BytesInput): DecodeResult<MuseAcc> {
  const r = reader(bytes);
  const sequence = u16be(r);
  return finish(r, { sequence, accMg: motion(r, 1000 / COUNTS_PER_G) });
}

/** One notification of the gyroscope. */
export interface MuseGyro extends Payload {
  /** u16, increases by one with each notification. */
  sequence: number;
  /** x, y, z in °/s, oldest first. */
  gyroDps: number[][];
}

/** Decodes 273E0009-…. Fails with `too-short` below 20 bytes. Source: urish/muse-js. */
export function decodeMuseGyro(bytes: BytesInput): DecodeResult<MuseGyro> {
  const r = reader(bytes);
  const sequence = u16be(r);
  return finish(r, { sequence, gyroDps: motion(r, DPS_PER_COUNT) });
}

function motion(r: Reader, unitPerCount: number): number[][] {
  const axis: Read<number> = () => ((u16be(r) << 16) >> 16) * unitPerCount;
  return times(r, MOTION_SAMPLES, () => times(r, 3, axis));
}

/** One notification of the state of the headband. */
export interface MuseTelemetry extends Payload {
  /** u16, increases by one with each notification. */
  sequence: number;
  /** %, resolution 1/512; `undefined` above 100. */
  batteryPercent?: number | undefined;
  /** mV, resolution 2.2. */
  fuelGaugeMv: number;
  adcRaw: number;
  /** Temperature of the headband in °C. */
  deviceTemperatureC: number;
}

/** Decodes 273E000B-…. Fails with `too-short` below 10 bytes. Source: urish/muse-js. */
export function decodeMuseTelemetry(bytes: BytesInput): DecodeResult<MuseTelemetry> {
  const r = reader(bytes);
  return finish(r, {
    sequence: u16be(r),
    batteryPercent: percent(u16be(r) / 512),
    fuelGaugeMv: u16be(r) * 2.2,
    adcRaw: u16be(r),
    deviceTemperatureC: u16be(r),
  });
}

function u24be(r: Reader): number {
  return (u16be(r) << 8) | u8(r);
}

function times<T>(r: Reader, count: number, read: Read<T>): T[] {
  const values: T[] = [];
  while (values.length < count) values.push(read(r));
  return values;
}

export const museEegMetas: readonly DecoderMeta[] = metasOf<MuseEeg>(
  {
    profile: 'muse',
    source: SOURCE,
    fields: { sequence: '', raw12Bit: '', eegUv: 'µV' },
  },
  {
    '273E00034C4D454D96BEF03BAC821358': 'Muse EEG, TP9',
    '273E00044C4D454D96BEF03BAC821358': 'Muse EEG, AF7',
    '273E00054C4D454D96BEF03BAC821358': 'Muse EEG, AF8',
    '273E00064C4D454D96BEF03BAC821358': 'Muse EEG, TP10',
    '273E00074C4D454D96BEF03BAC821358': 'Muse EEG, auxiliary',
  },
);

export const museEegBlockMeta: DecoderMeta<MuseEegBlock> = {
  profile: 'muse',
  id: 'eeg-12bit',
  name: 'Muse EEG, samples only',
  source: SOURCE,
  fields: { raw12Bit: '' },
};

export const musePpgMetas: readonly DecoderMeta[] = metasOf<MusePpg>(
  {
    profile: 'muse',
    source: SOURCE,
    fields: { sequence: '', raw24Bit: '' },
  },
  {
    '273E000F4C4D454D96BEF03BAC821358': 'Muse PPG, ambient',
    '273E00104C4D454D96BEF03BAC821358': 'Muse PPG, infrared',
    '273E00114C4D454D96BEF03BAC821358': 'Muse PPG, red',
  },
);

export const musePpgBlockMeta: DecoderMeta<MusePpgBlock> = {
  profile: 'muse',
  id: 'ppg-24bit',
  name: 'Muse PPG, samples only',
  source: SOURCE,
  fields: { raw24Bit: '' },
};

export const museAccMetas: readonly DecoderMeta[] = metasOf<MuseAcc>(
  {
    profile: 'muse',
    source: SOURCE,
    fields: { sequence: '', accMg: 'mG' },
  },
  {
    '273E000A4C4D454D96BEF03BAC821358': 'Muse accelerometer',
    accelerometer: 'Muse accelerometer, by name',
  },
);

export const museGyroMetas: readonly DecoderMeta[] = metasOf<MuseGyro>(
  {
    profile: 'muse',
    source: SOURCE,
    fields: { sequence: '', gyroDps: '°/s' },
  },
  {
    '273E00094C4D454D96BEF03BAC821358': 'Muse gyroscope',
    gyroscope: 'Muse gyroscope, by name',
  },
);

export const museTelemetryMetas: readonly DecoderMeta[] = metasOf<MuseTelemetry>(
  {
    profile: 'muse',
    source: SOURCE,
    fields: {
      sequence: '',
      batteryPercent: '%',
      fuelGaugeMv: 'mV',
      adcRaw: '',
      deviceTemperatureC: '°C',
    },
  },
  {
    '273E000B4C4D454D96BEF03BAC821358': 'Muse telemetry',
    telemetry: 'Muse telemetry, by name',
  },
);
