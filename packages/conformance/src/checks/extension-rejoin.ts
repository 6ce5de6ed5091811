/** P-EXT-13: a token for the next connection. */
import { CloseCode, Role } from '@wearwire/protocol';
import type { Check } from '../check.js';
import { type Joined, join, openAsking } from '../peers/joining.js';
import type { Peer } from '../peers/peer.js';
import type { Scene } from '../peers/scene.js';
import { submit } from '../peers/stream.js';
import { demand, demandSame, shown } from '../verdict.js';
import { expectClose } from './closing.js';

const ASKED = { extensions: ['rejoin'] } as const;

async function tokenIn(peer: Peer): Promise<string> {
  const text = await peer.take('REJOIN');
  const { op, d } = JSON.parse(text) as {
    op: number;
    d?: { token?: unknown; good_for_ms?: unknown };
  };
  demand(op === 68 && typeof d?.token === 'string', `${shown(text)} instead of REJOIN`);
  demand(Number.isSafeInteger(d?.good_for_ms), `good_for_ms of ${shown(text)}`);
  return String(d?.token);
}

/** A connection that identifies by the token of another one. */
async function rejoin(scene: Scene, token: string, type: Role): Promise<Peer> {
  const peer = await openAsking(scene, ASKED);
  peer.keepBeating(scene.settings.intervalMs / 4);
  peer.send({ op: 3, d: { token, type } });
  return peer;
}

async function comesBackAs(scene: Scene, { peer }: Joined, type: Role): Promise<Peer> {
  const token = await tokenIn(peer);
  peer.stopBeating();
  peer.wire.destroy();
  await peer.wire.gone;
  const again = await rejoin(scene, token, type);
  const text = await again.take('READY');
  demandSame((JSON.parse(text) as { op: unknown }).op, 4, 'op of the answer to IDENTIFY');
  const next = await tokenIn(again);
  demand(next !== token, 'the same token again');
  const late = await rejoin(scene, token, type);
  await expectClose(late, CloseCode.InvalidToken);
  return again;
}

async function letsBackIn(scene: Scene): Promise<string> {
  const user = scene.newUser();
  const producer = await join(scene, Role.Producer, { ...ASKED, user });
  const again = await comesBackAs(scene, producer, Role.Producer);
  const consumer = await comesBackAs(scene, await join(scene, Role.Consumer, ASKED), Role.Consumer);
  again.send(submit('{"val":1}'));
  demandSame((await consumer.takeDispatch()).uid, user, 'uid of what the producer submits');
  return 'READY for the token of a connection that was cut, as the same user; 4001 the second time';
}

async function knowsKinds(scene: Scene): Promise<string> {
  const { peer } = await join(scene, Role.Producer, ASKED);
  const token = await tokenIn(peer);
  await expectClose(await rejoin(scene, token, Role.Consumer), CloseCode.InvalidToken);
  return 'close 4001';
}

export const rejoinChecks: readonly Check[] = [
  {
    id: 'extensions.rejoin',
    rule: 'P-EXT-13',
    title: 'lets a client back in by the token that it got on the connection before, once',
    expected: 'READY, then 4001 for the same token',
    run: letsBackIn,
  },
  {
    id: 'extensions.rejoin-kind',
    rule: 'P-EXT-13',
    title: "refuses a producer's token of the extension to a consumer",
    expected: 'close 4001',
    run: knowsKinds,
  },
];
