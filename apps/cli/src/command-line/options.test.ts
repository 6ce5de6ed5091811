import { count, duration, flag, text } from '@wearwire/options';
import { describe, expect, it } from 'vitest';
import { UsageError } from './errors.js';
import { readOperands, readOptions, splitArguments } from './options.js';
import { brokerUrl, developer } from './values.js';

const TABLE = {
  port: { flag: 'port', kind: count('N', 0, 65_535), default: 8080, meaning: 'port' },
  names: { flag: 'name', kind: text('T'), isList: true, meaning: 'names' },
  who: { flag: 'who', kind: developer, isRequired: true, meaning: 'who' },
  loud: { flag: 'loud', kind: flag, meaning: 'loud' },
  time: { flag: 'time', kind: duration, meaning: 'time' },
} as const;

function read(...args: string[]) {
  return readOptions(splitArguments(args, Object.values(TABLE)), TABLE);
}

describe('options', () => {
  it('returns for an option that is not given its default, an empty list, false for a flag, or undefined', () => {
    expect(read('--who', 'a:b')).toEqual({
      port: 8080,
      names: [],
      who: { id: 'a', key: 'b' },
      loud: false,
      time: undefined,
    });
  });

  it('parses given values', () => {
    const args = ['--port=1', '--name', 'x', '--name', 'y', '--who', 'a:b:c', '--loud'];
    expect(read(...args, '--time', '1.5s')).toEqual({
      port: 1,
      names: ['x', 'y'],
      who: { id: 'a', key: 'b:c' },
      loud: true,
      time: 1_500,
    });
  });

  it.each([
    [['--who', 'ab']],
    [['--port', '1']],
    [['--who', 'a:b', '--port', '-1']],
    [['--other']],
  ])('refuses %s with a UsageError', (args) => {
    expect(() => read(...args)).toThrow(UsageError);
  });

  it('requires each operand exactly once', () => {
    const table = [{ kind: brokerUrl, meaning: 'the broker' }] as const;
    const valuesOf = (...operands: string[]) => readOperands({ flags: {}, operands }, table);
    expect(valuesOf('ws://h:1/connect')).toEqual(['ws://h:1/connect']);
    expect(() => valuesOf()).toThrow('URL is missing');
    expect(() => valuesOf('ws://h', 'ws://h')).toThrow('too many arguments: expected URL');
    expect(() => valuesOf('ftp://h')).toThrow('must be like');
  });
});
