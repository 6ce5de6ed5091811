import type { Consumer } from '@wearwire/client-consumer';
import { expect, it } from 'vitest';
import type { Io } from '../command-line/io.js';
import { printNotices } from './consumer-notices.js';

type Listener = (event: unknown) => void;

function setUp(isQuiet = false) {
  const listeners = new Map<string, Listener>();
  const lines: string[] = [];
  const consumer = { on: (name: string, listener: Listener) => listeners.set(name, listener) };
  const io = { stderr: { write: (text: string) => lines.push(text) } };
  const context = { url: 'ws://127.0.0.1:9/connect' };
  printNotices(consumer as unknown as Consumer, context, io as unknown as Io, isQuiet);
  const emit = (name: string, event: object): void => listeners.get(name)?.(event);
  return { emit, lines };
}

const READY = { state: 'ready', reason: { kind: 'start' } };

it('reports the reason of a reconnect loop once, and again after a reconnect', () => {
  const { emit, lines } = setUp();
  emit('state', READY);
  for (const waitMs of [500, 1_000, 2_000]) emit('state', { state: 'waiting', waitMs });
  emit('state', { state: 'ready', reason: { kind: 'closed' } });
  emit('state', { state: 'waiting', waitMs: 500 });
  expect(lines).toEqual([
    'wearwire: connected\n',
    'wearwire: not connected; retrying in 0.5 s\n',
    'wearwire: reconnected\n',
    'wearwire: not connected; retrying in 0.5 s\n',
  ]);
});

it('if quiet, omits that the connection is established, but not gaps and resets', () => {
  const { emit, lines } = setUp(true);
  emit('state', READY);
  emit('gap', { from: 2, to: 3 });
  emit('reset', { lastSeq: 9, seq: 1 });
  expect(lines).toEqual([
    'wearwire: seq 2 to 3 are no longer stored\n',
    'wearwire: sequence reset: expected 10, got 1\n',
  ]);
});
