import { decode } from '@wearwire/ble-parsers';
import { expect, it } from 'vitest';
import { hexText, packetText } from './packet-text.js';

const PMD_DATA = 'FB005C8202E7F3871CAD8ACD2D8DF0C8';

function described(id: string, bytes: readonly number[]): Record<string, string> {
  const packet = Uint8Array.from(bytes);
  const result = decode({ profile: 'gatt', id, bytes: packet });
  const { name, fields } = packetText(id, packet, result.ok ? result.value : {});
  return {
    name,
    ...Object.fromEntries(fields.map((one) => [one.name, `${one.value} ${one.unit}`])),
  };
}

it('names each field with its unit', () => {
  expect(described('2A37', [0x16, 71, 0x40, 3])).toMatchObject({
    name: 'Heart Rate Measurement',
    'heart rate': '71 bpm',
    'rr intervals': '812.5 ms',
    'sensor contact': 'true ',
  });
  expect(described('2AD2', [0x40, 0, 0x10, 0x0e, 200, 0])).toMatchObject({
    name: 'Indoor Bike Data',
    speed: '36 km/h',
    power: '200 W',
  });
});

it('names a Polar packet by its stream, and truncates long lists', () => {
  const samples = Array.from({ length: 8 }, (_, i) => [i, 0, 0]).flat();
  expect(described(PMD_DATA, [0, 1, 0, 0, 0, 0, 0, 0, 0, 0, ...samples])).toMatchObject({
    name: expect.stringMatching(/^Polar PMD ECG/),
    samples: expect.stringMatching(/, … \(8\) µV$/),
  });
});

it('formats bytes as hex, with their number if truncated', () => {
  expect(hexText(Uint8Array.of(0, 15, 255))).toBe('00 0f ff');
  expect(hexText(new Uint8Array(200))).toMatch(/^(00 ){96}… \(200 bytes\)$/);
});
