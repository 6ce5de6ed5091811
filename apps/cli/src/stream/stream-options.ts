/** Options of the commands that read a stream. */
import { count, flag, text } from '@wearwire/options';

export const seq = (min: number) => count('SEQ', min, Number.MAX_SAFE_INTEGER);

export const FILTER_OPTIONS = {
  types: {
    flag: 'type',
    kind: text('TYPE'),
    isList: true,
    meaning: 'Read only readings of this type, such as HEART_RATE',
  },
  users: {
    flag: 'user',
    kind: text('USER'),
    isList: true,
    meaning: 'Read only readings of this user',
  },
  consumer: {
    flag: 'consumer',
    kind: flag,
    meaning:
      'Connect as a consumer (uses a consumer slot) instead of a monitor, for servers that do not support monitors',
  },
} as const;

/** Types and users to read; empty: all. */
export interface StreamFilter {
  readonly types: readonly string[];
  readonly users: readonly string[];
}

export function isWanted(
  { types, users }: StreamFilter,
  { type, uid }: { readonly type: string; readonly uid: string },
): boolean {
  return (
    (types.length === 0 || types.includes(type)) && (users.length === 0 || users.includes(uid))
  );
}

/** Options of the commands that read stored events and exit. */
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
    meaning:
      'Stop before this seq (default: stop after the event that is newest when the command starts)',
  },
} as const;
