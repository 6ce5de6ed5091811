import { type FieldsOf, fields } from '../fields.js';
import { sfloat } from '../ieee11073.js';
import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finish, type Payload, reader, u8, u16 } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { unitsOf } from '../units.js';
import { e2eCrc } from './e2e-crc.js';

/**
 * Operands by opcode. Each alert level has an opcode to set it, one to get it (without operand), and one
 * for the response.
 */
const OPERANDS = {
  /** Opcodes 1 and 3: min between measurements; 0 none, 255 as often as possible. */
  communicationIntervalMin: [0, u8],
  /** Opcodes 7 to 18: mg/dL of an alert level; 19 to 24: mg/dL/min of a rate. */
  alertLevel: [1, sfloat],
  /** Opcodes 4 and 6: mg/dL of a calibration. */
  glucoseMgDl: [2, sfloat],
  /** Opcodes 4 and 6: min since the start of the session. */
  calibrationTimeMin: [2, u16],
  /** Opcodes 4 and 6: type in the low, sample location in the high 4 bits, as in `GlucoseMeasurement`. */
  typeAndLocationRaw: [2, u8],
  /** Opcodes 4 and 6: min since the start of the session. */
  nextCalibrationTimeMin: [2, u16],
  /** Opcodes 4 to 6: number of the calibration. */
  calibrationRecord: [3, u16],
  /** Opcodes 4 and 6, by bit: 0 rejected, 1 out of range, 2 pending. */
  calibrationStatusRaw: [2, u8],
  /** Opcode 28: the opcode of the request. */
  requestOpcode: [4, u8],
  /** Opcode 28: 1 success, 2 not supported, 3 invalid operand, 4 not completed, 5 out of range. */
  resultCode: [4, u8],
} as const;

/**
 * A request to a continuous glucose monitor or its response. Opcode 25 resets an alert, 26 starts a
 * session, 27 stops it.
 */
export interface CgmOpsControlPoint extends Payload, FieldsOf<typeof OPERANDS> {
  opcode: number;
  crcPresent: boolean;
}

/**
 * Decodes 0x2AAC, both directions, with or without CRC. Fails with `checksum-mismatch` if the CRC is wrong.
 * Source: GATT Specification Supplement, CGM Specific Ops Control Point; CGMS 1.0.
 */
export function decodeCgmOpsControlPoint(bytes: BytesInput): DecodeResult<CgmOpsControlPoint> {
  const r = reader(bytes);
  const opcode = u8(r);
  const value = fields(r, operandsOf(opcode), OPERANDS, { opcode });
  const crcPresent = r.end - r.offset === 2 && e2eCrc(r);
  return finish(r, Object.assign(value, { crcPresent }));
}

/** Returns the operands of an opcode, as flags of `OPERANDS`. */
function operandsOf(opcode: number): number {
  if (opcode === 1 || opcode === 3) return 0x01;
  if (opcode === 4 || opcode === 6) return 0x0c;
  if (opcode === 5) return 0x08;
  if (opcode === 28) return 0x10;
  return opcode >= 7 && opcode <= 24 && opcode % 3 !== 2 ? 0x02 : 0;
}

export const cgmOpsControlPointMeta: DecoderMeta<CgmOpsControlPoint> = {
  profile: 'gatt',
  id: '2AAC',
  name: 'CGM Specific Ops Control Point',
  source: 'GSS CGM Specific Ops Control Point; CGMS 1.0',
  fields: /* @__PURE__ */ unitsOf(
    { opcode: '', alertLevel: 'mg/dL or mg/dL/min', crcPresent: '' },
    OPERANDS,
  ),
};
