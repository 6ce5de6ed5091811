/**
 * ANT+ light electric vehicle (device type 20): pages 1 to 3 and 34. No captures are public; the layout
 * is taken from two open-source decoders. Pages 4 and 5 are omitted, because the positions of their
 * fields are uncertain.
 */
import { bit, bits } from '../bits.js';
import { type DecoderMeta, metasOf } from '../meta.js';
import { type BytesInput, finish, reader, u8, u16 } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { type AntPage, antPage } from './page.js';

const SPEED = 1;
const DISTANCE = 2;
const CHARGE = 3;
const DISTANCE_AND_FUEL = 34;
const M_PER_COUNT = 10;

/** A page of an electric vehicle. Fields of other pages are absent. */
export interface AntLev extends AntPage {
  /** km/h, resolution 0.1. */
  speedKmh: number;
  /** Page 1: as sent. */
  temperatureStateRaw?: number | undefined;
  /** Pages 1 and 3: assist level, 0 to 7. */
  travelModeAssistRaw?: number | undefined;
  /** Pages 1 and 3: regeneration level, 0 to 7. */
  travelModeRegenRaw?: number | undefined;
  /** Pages 1 and 3: as sent. */
  systemStateRaw?: number | undefined;
  /** Pages 1 and 3: as sent. */
  gearStateRaw?: number | undefined;
  /** Page 1: 0 none. */
  errorCode?: number | undefined;
  /** Pages 2 and 34: odometer in m, in steps of 10. */
  totalDistanceM?: number | undefined;
  /** Page 2: km; `undefined` if unknown (0). */
  remainingRangeKm?: number | undefined;
  /** Page 34: Wh/km, resolution 0.1. */
  fuelConsumptionWhKm?: number | undefined;
  /** Page 3: %. */
  stateOfChargePercent?: number | undefined;
  /** Page 3: the battery is empty. */
  isBatteryEmpty?: boolean | undefined;
  /** Page 3: share of the power that the motor provides, in %. */
  assistPercent?: number | undefined;
}

/**
 * Decodes pages 1, 2, 3 and 34 of device type 20. Fails with `too-short` below 8 bytes, `invalid-value` for
 * another page.
 * Source: Tigge/openant and cujomalainey/antplus-arduino, which agree.
 */
export function decodeAntLev(bytes: BytesInput): DecodeResult<AntLev> {
  const r = reader(bytes);
  const page = antPage(r, SPEED, DISTANCE, CHARGE, DISTANCE_AND_FUEL);
  const bytes1to5 = [u8(r), u8(r), u8(r), u8(r), u8(r)] as const;
  const [byte1, byte2, byte3, byte4, byte5] = bytes1to5;
  const value: AntLev = { page, speedKmh: bits(u16(r), 0, 12) / 10 };
  if (page === SPEED || page === CHARGE) {
    value.travelModeAssistRaw = bits(byte2, 3, 3);
    value.travelModeRegenRaw = bits(byte2, 0, 3);
    value.systemStateRaw = byte3;
    value.gearStateRaw = byte4;
  }
  if (page === SPEED) {
    value.temperatureStateRaw = byte1;
    value.errorCode = byte5;
  } else if (page === CHARGE) {
    value.stateOfChargePercent = bits(byte1, 0, 7);
    value.isBatteryEmpty = bit(byte1, 7);
    value.assistPercent = byte5;
  } else {
    value.totalDistanceM = (byte1 | (byte2 << 8) | (byte3 << 16)) * M_PER_COUNT;
    const word = bits(byte4 | (byte5 << 8), 0, 12);
    if (page === DISTANCE) value.remainingRangeKm = word || undefined;
    else value.fuelConsumptionWhKm = word / 10;
  }
  return finish(r, value);
}

export const antLevMetas: readonly DecoderMeta[] = metasOf<AntLev>(
  {
    profile: 'ant',
    source: 'Tigge/openant; cujomalainey/antplus-arduino',
    fields: {
      page: '',
      speedKmh: 'km/h',
      temperatureStateRaw: '',
      travelModeAssistRaw: '',
      travelModeRegenRaw: '',
      systemStateRaw: '',
      gearStateRaw: '',
      errorCode: '',
      totalDistanceM: 'm',
      remainingRangeKm: 'km',
      fuelConsumptionWhKm: 'Wh/km',
      stateOfChargePercent: '%',
      isBatteryEmpty: '',
      assistPercent: '%',
    },
  },
  {
    '20/1': 'ANT+ Light Electric Vehicle, speed and state (1)',
    '20/2': 'ANT+ Light Electric Vehicle, distance and range (2)',
    '20/3': 'ANT+ Light Electric Vehicle, charge (3)',
    '20/34': 'ANT+ Light Electric Vehicle, distance and fuel (34)',
  },
);
