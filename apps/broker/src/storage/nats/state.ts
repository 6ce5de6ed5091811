/**
 * Small records in the state stream: one message per subject, changed by compare-and-set. Each change has a nonce, so
 * that a read can find a change whose answer was lost.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type Jet, NatsUnavailableError, type StoredMessage } from './jet.js';
import { REQUEST_TIMEOUT_MS, RETRY_PAUSE_MS } from './limits.js';
import type { Names } from './names.js';

interface Stored<T> {
  readonly value: T;
  readonly nonce: string;
}

/** Longest random pause after a conflict, so that concurrent changes of one record do not conflict again. */
const CONFLICT_PAUSE_MAX_MS = 20;

export function decodeState<T>(message: StoredMessage): T {
  return (JSON.parse(message.data.toString()) as Stored<T>).value;
}

/** Reads the record from the leader; `undefined`: none. */
export async function readState<T>(
  jet: Jet,
  names: Names,
  subject: string,
): Promise<T | undefined> {
  const message = await jet.last(names.stateStream, subject);
  return message && decodeState<T>(message);
}

/** Writes without a condition. */
export async function writeState<T>(jet: Jet, subject: string, value: T): Promise<void> {
  const payload = encode({ value, nonce: '' });
  await jet.retrying(() => jet.put(subject, payload, {}));
}

/**
 * Changes the record by `change`, which receives the current state and returns the new one, or `undefined` for no
 * change. Resolves with the resulting state. Throws `NatsUnavailableError`; the outcome is then unknown.
 */
export async function changeState<T>(
  jet: Jet,
  names: Names,
  subject: string,
  node: string,
  change: (value: T | undefined) => T | undefined,
  stream = names.stateStream,
): Promise<T | undefined> {
  const nonce = `${node}-${randomBytes(6).toString('hex')}`;
  const endMs = performance.now() + REQUEST_TIMEOUT_MS;
  for (;;) {
    const message = await jet.last(stream, subject);
    const stored = message && (JSON.parse(message.data.toString()) as Stored<T>);
    if (stored?.nonce === nonce) return stored.value;
    const value = change(stored?.value);
    if (value === undefined) return stored?.value;
    const expected = message?.seq ?? 0;
    try {
      const payload = encode({ value, nonce });
      const outcome = await jet.put(subject, payload, { expected, id: `${subject}:${expected}` });
      if (outcome.kind === 'stored') return value;
      await delay(Math.random() * CONFLICT_PAUSE_MAX_MS);
    } catch (error) {
      if (!(error instanceof NatsUnavailableError) || performance.now() > endMs) throw error;
      await delay(RETRY_PAUSE_MS);
    }
  }
}

function encode<T>(stored: Stored<T>): Buffer {
  return Buffer.from(JSON.stringify(stored));
}
