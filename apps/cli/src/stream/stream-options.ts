/** Flags of the commands that read a stream. */
import { count, flag, text } from '../line/values.js';

export const seq = (min: number) => count('SEQ', min, Number.MAX_SAFE_INTEGER);

export const FILTER_OPTIONS = {
  types: {
    flag: 'type',
    kind: text('TYPE'),
    isList: true,
    meaning: 'Only readings of this type, such as HEART_RATE',
  },
  users: { flag: 'user', kind: text('USER'), isList: true, meaning: 'Only readings of this user' },
  consumer: {
    flag: 'consumer',
    kind: flag,
    meaning:
      "Take a consumer's place instead of watching as a monitor; for servers without monitors",
  },
} as const;

/** Of the commands that read what is kept and end by themselves. */
export const RANGE_OPTIONS = {
  after: {
    flag: 'after',
    kind: seq(0),
    default: 0,
    meaning: 'Start after this seq; 0 = oldest kept',
  },
  before: {
    flag: 'before',
    kind: seq(1),
    meaning: 'End before this seq (default: the newest at the start is the last)',
  },
} as const;
