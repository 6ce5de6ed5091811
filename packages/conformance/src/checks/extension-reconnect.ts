/** P-EXT-10: RECONNECT before a planned stop. The check stops the server, so it runs last. */
import { LIMITS, Role } from '@wearwire/protocol';
import type { Check } from '../check.js';
import { identifyWithExtensions } from '../context/negotiation.js';
import type { TestClient } from '../context/test-client.js';
import type { TestContext } from '../context/test-context.js';
import { assert, formatValue, NotApplicable } from '../verdict.js';
import { expectPlannedStop } from './expect-close.js';

const CLIENTS = 6;
const SPREAD_MS = LIMITS.reconnectSpreadMs.default;

/** Waits for the close of a planned stop; returns the last frame before it other than an ACK. */
async function lastFrameBeforeStop(client: TestClient): Promise<string> {
  await expectPlannedStop(client);
  return client.texts.filter((text) => text !== '{"op":1}').at(-1) ?? '';
}

async function announcesReconnectTime(context: TestContext): Promise<string> {
  const requested = { extensions: ['reconnect'] } as const;
  const first = await identifyWithExtensions(context, Role.Consumer, requested);
  const { stopServer } = context.settings;
  if (stopServer === undefined) throw new NotApplicable('stopServer is not given');
  const others = await Promise.all(
    Array.from({ length: CLIENTS - 1 }, () =>
      identifyWithExtensions(context, Role.Producer, requested),
    ),
  );
  const silent = await context.producer();
  const stopped = Promise.resolve(stopServer());
  stopped.catch(() => {}); // rethrown by the await below
  const times: number[] = [];
  for (const { client } of [first, ...others]) {
    const text = await lastFrameBeforeStop(client);
    const { op, d } = JSON.parse(text) as { op: number; d?: { after_ms?: number } };
    const afterMs = d?.after_ms ?? -1;
    const isTime = Number.isInteger(afterMs) && afterMs >= 0 && afterMs <= SPREAD_MS;
    assert(op === 66 && isTime, `${formatValue(text)} instead of RECONNECT before the close`);
    times.push(afterMs);
  }
  assert(new Set(times).size > 1, `all clients received after_ms ${times[0]}`);
  const last = await lastFrameBeforeStop(silent);
  assert(last === '{"op":4}', `${formatValue(last)} for a client that did not request reconnect`);
  await stopped;
  return `RECONNECT with after_ms ${times.join(', ')}, then close 1001 or 1012`;
}

export const reconnectChecks: readonly Check[] = [
  {
    id: 'extensions.reconnect',
    rule: 'P-EXT-10',
    title: 'gives each client its own reconnect time before a planned stop',
    expected: `RECONNECT with a random after_ms up to ${SPREAD_MS} for clients that requested it, then the close`,
    stopsServer: true,
    run: announcesReconnectTime,
  },
];
