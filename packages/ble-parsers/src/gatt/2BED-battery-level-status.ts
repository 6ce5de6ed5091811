import { bit, bits } from '../bits.js';
import { type FieldsOf, fields } from '../fields.js';
import type { DecoderMeta } from '../meta.js';
import { percent } from '../percent.js';
import {
  type BytesInput,
  finish,
  flagsOf,
  type Payload,
  type Reader,
  reader,
  u8,
  u16,
} from '../reader.js';
import type { DecodeResult } from '../result.js';
import { unitsOf } from '../units.js';

const LAYOUT = {
  /** Identifier of the battery, as in the descriptor of its level. */
  identifier: [0, u16],
  /** 0 to 100 %; `undefined` if the value is reserved. */
  batteryPercent: [1, (r: Reader) => percent(u8(r))],
  /** `serviceRequiredCode` in bits 0-1, `batteryFault` in bit 2, as sent. */
  additionalStatusRaw: [2, u8],
} as const;

/** Power supply and charge of a battery. Fields that are not sent are `undefined`. */
export interface BatteryLevelStatus extends Payload, FieldsOf<typeof LAYOUT> {
  batteryPresent: boolean;
  /** External wired power: 0 not connected, 1 connected, 2 unknown. */
  wiredPowerCode: number;
  /** External wireless power: 0 not connected, 1 connected, 2 unknown. */
  wirelessPowerCode: number;
  /** 0 unknown, 1 charging, 2 discharging in use, 3 discharging unused. */
  chargeStateCode: number;
  /** 0 unknown, 1 good, 2 low, 3 critical. */
  chargeLevelCode: number;
  /** 0 not known or not charging, 1 constant current, 2 constant voltage, 3 trickle, 4 float. */
  chargingTypeCode: number;
  /** Charging stopped by a fault of the battery. */
  faultBattery: boolean;
  /** Charging stopped by a fault of the power source. */
  faultExternalPower: boolean;
  /** Charging stopped by another fault. */
  faultOther: boolean;
  /** 0 no service required, 1 required, 2 unknown. */
  serviceRequiredCode?: number | undefined;
  /** The battery is faulty. */
  batteryFault?: boolean | undefined;
}

/**
 * Decodes 0x2BED. Flags: 0 identifier, 1 level, 2 additional status. Fails with `too-short` if the power
 * state is truncated.
 * Source: GATT Specification Supplement, Battery Level Status; BAS 1.1.
 */
export function decodeBatteryLevelStatus(bytes: BytesInput): DecodeResult<BatteryLevelStatus> {
  const r = reader(bytes);
  const flags = flagsOf(r, u8, 0x07);
  const state = u16(r);
  const value = fields(r, flags, LAYOUT);
  const additionalStatus = value.additionalStatusRaw;
  const decodedFields = {
    batteryPresent: bit(state, 0),
    wiredPowerCode: bits(state, 1, 2),
    wirelessPowerCode: bits(state, 3, 2),
    chargeStateCode: bits(state, 5, 2),
    chargeLevelCode: bits(state, 7, 2),
    chargingTypeCode: bits(state, 9, 3),
    faultBattery: bit(state, 12),
    faultExternalPower: bit(state, 13),
    faultOther: bit(state, 14),
    serviceRequiredCode: additionalStatus === undefined ? undefined : bits(additionalStatus, 0, 2),
    batteryFault: additionalStatus === undefined ? undefined : bit(additionalStatus, 2),
  };
  return finish(r, Object.assign(value, decodedFields));
}

export const batteryLevelStatusMeta: DecoderMeta<BatteryLevelStatus> = {
  profile: 'gatt',
  id: '2BED',
  name: 'Battery Level Status',
  source: 'GSS Battery Level Status; BAS 1.1',
  fields: /* @__PURE__ */ unitsOf(
    {
      batteryPresent: '',
      wiredPowerCode: '',
      wirelessPowerCode: '',
      chargeStateCode: '',
      chargeLevelCode: '',
      chargingTypeCode: '',
      faultBattery: '',
      faultExternalPower: '',
      faultOther: '',
      serviceRequiredCode: '',
      batteryFault: '',
    },
    LAYOUT,
  ),
};
