/** P-EXT-10: what a planned stop tells those who asked. It ends the server, so it runs last of all. */
import { LIMITS, Role } from '@wearwire/protocol';
import type { Check } from '../check.js';
import { join } from '../peers/joining.js';
import type { Peer } from '../peers/peer.js';
import type { Scene } from '../peers/scene.js';
import { demand, NotApplicable, shown } from '../verdict.js';
import { expectPlannedStop } from './closing.js';

const PEERS = 6;
const SPREAD_MS = LIMITS.reconnectSpreadMs.default;

/** Waits for a close that means a planned stop; returns what came last before it. */
async function stopped(peer: Peer): Promise<string> {
  await expectPlannedStop(peer);
  return peer.texts.filter((text) => text !== '{"op":1}').at(-1) ?? '';
}

async function tellsWhenToComeBack(scene: Scene): Promise<string> {
  const asked = { extensions: ['reconnect'] } as const;
  const first = await join(scene, Role.Consumer, asked);
  const { stopServer } = scene.settings;
  if (stopServer === undefined) throw new NotApplicable('how to stop the server is not given');
  const others = await Promise.all(
    Array.from({ length: PEERS - 1 }, () => join(scene, Role.Producer, asked)),
  );
  const silent = await scene.producer();
  const isStopped = Promise.resolve(stopServer());
  isStopped.catch(() => {}); // told below, unless something else is told before
  const times: number[] = [];
  for (const { peer } of [first, ...others]) {
    const text = await stopped(peer);
    const { op, d } = JSON.parse(text) as { op: number; d?: { after_ms?: number } };
    const afterMs = d?.after_ms ?? -1;
    const isTime = Number.isInteger(afterMs) && afterMs >= 0 && afterMs <= SPREAD_MS;
    demand(op === 66 && isTime, `${shown(text)} instead of RECONNECT before the close`);
    times.push(afterMs);
  }
  demand(new Set(times).size > 1, `all are to come back after ${times[0]} ms`);
  const last = await stopped(silent);
  demand(last === '{"op":4}', `${shown(last)} for one that did not ask`);
  await isStopped;
  return `RECONNECT after ${times.join(', ')} ms, then close 1001 or 1012`;
}

export const reconnectChecks: readonly Check[] = [
  {
    id: 'extensions.reconnect',
    rule: 'P-EXT-10',
    title: 'says before a planned stop when to come back, each at another time',
    expected: `RECONNECT with a random after_ms up to ${SPREAD_MS} to those who asked, and the close`,
    ends: true,
    run: tellsWhenToComeBack,
  },
];
