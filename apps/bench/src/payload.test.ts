import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isIntact,
  PAYLOAD_KINDS,
  PayloadFields,
  type PayloadKind,
  patchPayload,
  payloadOf,
  readPayload,
} from './payload.js';

const KINDS = Object.keys(PAYLOAD_KINDS) as PayloadKind[];

describe('the payload', () => {
  it('is a reading in JSON that survives parsing and printing', () => {
    for (const kind of KINDS) {
      const payload = payloadOf(7, kind);
      expect(JSON.stringify(JSON.parse(payload.toString()))).toBe(payload.toString());
    }
  });

  it('has the patched fields, independently of the surrounding bytes', () => {
    const fields = new PayloadFields();
    fc.assert(
      fc.property(
        fc.constantFrom(...KINDS),
        fc.nat(999_999),
        fc.nat(999_999_999),
        fc.integer({ min: 0, max: 10 ** 15 - 1 }),
        fc.nat(40),
        (kind, producer, number, timeUs, at) => {
          const payload = payloadOf(producer, kind);
          const bytes = Buffer.concat([Buffer.alloc(at, '9'), payload, Buffer.from('9')]);
          patchPayload(bytes, at, payload.length, number, timeUs);
          expect(readPayload(bytes, at, payload.length, fields)).toBe(true);
          expect({ ...fields }).toEqual({ producer, number, timeUs });
          expect(isIntact(bytes, at, payload.length, payload)).toBe(true);
        },
      ),
    );
  });

  it('is not intact if any byte except a digit was changed', () => {
    const payload = payloadOf(1, 'heart-rate');
    const digitsFrom = payload.length - 32;
    for (let at = 0; at < payload.length; at++) {
      if (at >= digitsFrom && at < payload.length - 2) continue;
      const changed = Buffer.from(payload);
      changed[at]! ^= 1;
      expect(isIntact(changed, 0, changed.length, payload)).toBe(false);
    }
  });

  it('is rejected if it has other bytes in place of digits, or is too short', () => {
    const payload = payloadOf(1, 'ecg');
    payload[payload.length - 5] = 120;
    expect(readPayload(payload, 0, payload.length, new PayloadFields())).toBe(false);
    expect(readPayload(payload, 0, 10, new PayloadFields())).toBe(false);
  });
});
