import { describe, expect, it } from 'vitest';
import { type ByteSource, bytesFrom } from './bytes-from.js';

const BYTES = Uint8Array.of(0x16, 0x59, 0xfb, 0xff);

describe('bytesFrom', () => {
  it.each<[string, ByteSource]>([
    ['a Uint8Array', BYTES],
    ['a Buffer within its pool', Buffer.from(BYTES)],
    ['an ArrayBuffer', BYTES.slice().buffer],
    ['a DataView', new DataView(Uint8Array.of(0, ...BYTES, 0).buffer, 1, 4)],
    ['a list of numbers', [...BYTES]],
    ['Base64', 'Fln7/w=='],
    ['Base64 without padding', 'Fln7/w'],
    ['Base64 with the URL alphabet', 'Fln7_w'],
  ])('accepts %s', (_, source) => {
    expect(bytesFrom(source)).toEqual(BYTES);
  });

  it.each(['1659fbff', '0x1659FBFF', '16 59 fb ff', '16:59:FB:FF', '16-59-fb-ff'])(
    'accepts the hexadecimal string %s',
    (text) => {
      expect(bytesFrom(text, 'hex')).toEqual(BYTES);
    },
  );

  it('accepts Base64 of every length', () => {
    for (let length = 0; length < 10; length++) {
      const bytes = Uint8Array.from({ length }, (_, index) => 251 - 37 * index);
      expect(bytesFrom(Buffer.from(bytes).toString('base64'))).toEqual(bytes);
    }
  });

  it('accepts empty input', () => {
    for (const source of [new Uint8Array(0), [], '']) expect(bytesFrom(source)).toHaveLength(0);
  });

  it.each([undefined, null, 5, {}, { buffer: {} }, [256], [-1], [1.5], ['1'], 'Fln7/', 'F*=='])(
    'returns undefined for %j',
    (source) => {
      expect(bytesFrom(source as ByteSource)).toBeUndefined();
    },
  );

  it('returns undefined for a malformed hexadecimal string', () => {
    expect(bytesFrom('123', 'hex')).toBeUndefined();
    expect(bytesFrom('zz', 'hex')).toBeUndefined();
  });
});
