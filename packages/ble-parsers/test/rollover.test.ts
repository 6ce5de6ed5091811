/**
 * Every derived value is right while a counter that it is derived from rolls over. Each counter of each row rolls over
 * in one case, in which the other counters increase without a rollover. The last tests compare the rows with the
 * docstrings of the decoders and with the table of docs/decoders.md.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bytesOf } from '../scripts/vector-match.js';
import { createDeviceDecoder } from '../src/device/create-device-decoder.js';
import { ROLLOVER_ROWS, type RolloverField, type RolloverRow } from './rollover-rows.js';

const PACKETS = 8;
const INTERVAL_MS = 1000;
const PACKETS_BEFORE_ROLLOVER = 3;

const cases = ROLLOVER_ROWS.flatMap((row) =>
  row.fields.map((field) => ({ row, field, name: `${row.profile} ${row.id} ${field.name}` })),
);

function packet(row: RolloverRow, rolling: RolloverField, index: number): Uint8Array {
  const bytes = bytesOf(row.hex);
  for (const field of row.fields) {
    const modulus = 2 ** (8 * field.size);
    const start = field === rolling ? modulus - PACKETS_BEFORE_ROLLOVER * field.step + 1 : 0;
    let count = (start + index * field.step) % modulus;
    for (let byte = 0; byte < field.size; byte++) {
      bytes[field.at + (field.bigEndian ? field.size - 1 - byte : byte)] = count % 256;
      count = Math.floor(count / 256);
    }
  }
  return bytes;
}

function derivedOf(row: RolloverRow, rolling: RolloverField): Record<string, unknown>[] {
  const device = createDeviceDecoder({
    profile: row.profile,
    id: row.id,
    wheelCircumferenceM: 2,
    ctfOffsetHz: 500,
  });
  return Array.from({ length: PACKETS }, (_, index) => {
    const result = device.next(packet(row, rolling, index), index * INTERVAL_MS);
    if (!result.ok) throw new Error(result.error.code);
    return result.value as Record<string, unknown>;
  });
}

describe('a counter that rolls over', () => {
  it.each(cases)('$name gives the expected values and totals', ({ row, field }) => {
    derivedOf(row, field).forEach((value, index) => {
      if (index === 0) return;
      for (const [name, expected] of Object.entries(row.expected)) {
        const found = [value[name]].flat();
        for (const [at, number] of [expected].flat().entries()) {
          expect(found[at], `${name} of packet ${index}`).toBeCloseTo(number as number, 9);
        }
      }
      for (const [name, step] of Object.entries(row.totals ?? {})) {
        expect(value[name], `${name} of packet ${index}`).toBeCloseTo(step * index, 9);
      }
    });
  });

  it('is in the rows when its docstring says that it rolls over', () => {
    const known = new Set(ROLLOVER_ROWS.flatMap(({ fields }) => fields.map(({ name }) => name)));
    const missing = sources().flatMap((text) =>
      [...text.matchAll(/rolls over (?:after|every)[^/]*\*\/\s+(\w+)/g)].flatMap(([, name = '']) =>
        known.has(name) ? [] : name,
      ),
    );
    expect(missing).toEqual([]);
  });

  it('is in the table of docs/decoders.md', () => {
    const page = readFileSync(resolve(import.meta.dirname, '../../../docs/decoders.md'), 'utf8');
    const rows = page.split('\n').filter((line) => line.startsWith('|'));
    const missing = cases.filter(
      ({ row, field }) =>
        !rows.some((line) => line.includes(`\`${row.id}\``) && line.includes(`\`${field.name}\``)),
    );
    expect(missing.map(({ name }) => name)).toEqual([]);
  });
});

/** The decoders of GATT and ANT+. */
function sources(): string[] {
  return ['gatt', 'ant'].flatMap((folder) => {
    const path = resolve(import.meta.dirname, '../src', folder);
    return readdirSync(path)
      .filter((name) => !name.includes('.test.'))
      .map((name) => readFileSync(resolve(path, name), 'utf8'));
  });
}
