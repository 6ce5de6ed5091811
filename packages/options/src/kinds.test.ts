import { describe, expect, it } from 'vitest';
import { count, flag, number, oneOfNumbers, oneOfWords, text } from './kinds.js';
import { duration, size, sizeOrNone, timeout } from './quantities.js';
import { ValueError } from './value-error.js';

const KINDS = {
  duration,
  timeout,
  size: size(1, 2 ** 30),
  sizeOrNone,
  count: count('N', 1, 2_000_000),
  number: number('X', { min: 0, max: 9 }),
  positive: number('X', { above: 0, max: 9 }),
  oneOfNumbers: oneOfNumbers(1, 3),
  flag,
  text: text('T'),
  oneOfWords: oneOfWords('a', 'b'),
};

describe('kinds of values', () => {
  it.each([
    ['duration', '40s', 40_000],
    ['duration', '40000', 40_000],
    ['duration', '1', 1],
    ['duration', '1.5s', 1_500],
    ['duration', '2d', 172_800_000],
    ['size', '64KiB', 65_536],
    ['size', '500MB', 500_000_000],
    ['sizeOrNone', '0', 0],
    ['count', '60k', 60_000],
    ['count', '1.5M', 1_500_000],
    ['number', '.5', 0.5],
    ['oneOfNumbers', '3', 3],
    ['flag', '1', true],
    ['oneOfWords', 'b', 'b'],
  ] as const)('%s reads %s', (kind, value, expected) => {
    expect(KINDS[kind].parse(value)).toBe(expected);
  });

  it.each([
    ['duration', '0', 'a duration from 1ms to 36500d'],
    ['duration', '40x', 'a number without a unit is in ms'],
    ['duration', '1 s', 'such as 500ms'],
    ['timeout', '25d', 'from 1ms to 24d'],
    ['size', '1kib', 'a size from 1B to 1GiB'],
    ['sizeOrNone', '1', 'or 0 for unlimited'],
    ['count', '1.5', 'a whole number from 1 to 2000000'],
    ['count', '', 'a whole number'],
    ['number', '-1', 'a number from 0 to 9'],
    ['positive', '0', 'a number above 0, up to 9'],
    ['oneOfNumbers', '2', '1 or 3'],
    ['flag', 'yes', 'true or false'],
    ['text', '', 'must not be empty'],
    ['text', 'a\nb', 'without control characters'],
    ['oneOfWords', 'c', 'one of a, b'],
  ] as const)('%s refuses %j', (kind, value, message) => {
    expect(() => KINDS[kind].parse(value)).toThrow(ValueError);
    expect(() => KINDS[kind].parse(value)).toThrow(message);
  });

  it('formats a value in the largest unit that divides it, so that parse can read it', () => {
    expect(duration.format?.(172_800_000)).toBe('2d');
    expect(duration.format?.(1_500)).toBe('1500ms');
    expect(KINDS.size.format?.(1_536)).toBe('1536B');
    expect(sizeOrNone.format?.(0)).toBe('0');
  });

  it('validates a number that a program passes, and refuses text instead of a number', () => {
    expect(duration.check(40_000)).toBe(40_000);
    expect(() => duration.check('40s')).toThrow('a whole number of ms');
    expect(() => KINDS.count.check(Number.NaN)).toThrow('a whole number');
  });
});
