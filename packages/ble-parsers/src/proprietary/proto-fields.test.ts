import { describe, expect, test } from 'vitest';
import { reader } from '../reader.js';
import { protoFields } from './proto-fields.js';

/** The bytes within this many nested messages, each in field 2. */
function nest(levels: number, bytes: readonly number[]): readonly number[] {
  return levels === 0 ? bytes : nest(levels - 1, [0x12, bytes.length, ...bytes]);
}

function read(bytes: readonly number[]) {
  const r = reader(Uint8Array.from(bytes));
  const fields = protoFields(r);
  return { fields, isValid: !r.invalid };
}

/** Field 1 with the number 7. */
const NUMBER = [0x08, 0x07];
/** Field 5 with one byte, which is skipped. */
const SKIPPED = [0x2a, 0x01, 0xff];

describe('nested messages', () => {
  test('are read up to four levels deep', () => {
    const { fields, isValid } = read(nest(4, NUMBER));
    expect(isValid).toBe(true);
    expect(JSON.stringify(fields)).toContain('{"number":1,"value":7}');
    expect(read(nest(5, NUMBER)).isValid).toBe(false);
  });

  test('may have fields that are skipped at every level', () => {
    for (let levels = 0; levels <= 4; levels++) {
      expect(read(nest(levels, SKIPPED)).isValid, `${levels} levels`).toBe(true);
    }
  });
});
