/** P-EXT-7, P-EXT-8: numbered SUBMITs, their acknowledgement, and each of them stored once. */
import { CloseCode, Role } from '@wearwire/protocol';
import type { Check } from '../check.js';
import { join } from '../peers/joining.js';
import type { Peer } from '../peers/peer.js';
import type { Scene } from '../peers/scene.js';
import { submit, upFrom } from '../peers/stream.js';
import { demand, demandSame, shown } from '../verdict.js';
import { expectClose } from './closing.js';

const ASKED = { extensions: ['ack'] } as const;
const STORED = 200;
const MALFORMED = ['"1"', '0', '-1', '1.5', '1e400', 'null', '{}', 'true', '9007199254740993'];

function sendNumbered(peer: Peer, ...ns: readonly number[]): void {
  for (const n of ns) peer.send(`{"op":6,"d":{"n":${n}},"t":"POWER","n":${n}}`);
}

/** Takes ACKs, which must rise and be of numbers that were sent, up to the last of these. */
async function ackedUpTo(peer: Peer, ns: readonly number[]): Promise<void> {
  let newest = 0;
  while (newest !== ns.at(-1)) {
    const text = await peer.take(`ACK of ${ns.at(-1)}`);
    const { op, d } = JSON.parse(text) as { op: number; d?: { n?: number } };
    const n = d?.n ?? 0;
    demand(op === 65 && ns.includes(n) && n >= newest, `${shown(text)} after ACK of ${newest}`);
    newest = n;
  }
}

/** As with heartbeats: once the ACK is there, a REPLAY finds everything up to it. */
async function acknowledges(scene: Scene): Promise<string> {
  const { peer } = await join(scene, Role.Producer, ASKED);
  const consumer = await scene.consumer();
  peer.send(submit('{"n":0}'));
  const { seq } = await consumer.takeDispatch();
  await peer.nothingMore('behind a SUBMIT without n');
  const ns = [1, 2, 5, 9, ...upFrom(10, STORED)];
  sendNumbered(peer, ...ns);
  await ackedUpTo(peer, ns);
  consumer.send({ op: 7, d: { after: seq } });
  const seen = await consumer.takeDispatches(ns.length * 2, 'each event live and replayed');
  const times = new Map<number, number>();
  for (const event of seen) times.set(event.seq, (times.get(event.seq) ?? 0) + 1);
  const wanted = upFrom(seq + 1, ns.length);
  demand(
    wanted.every((one) => times.get(one) === 2),
    'a REPLAY right behind the ACK lacked events that were acknowledged',
  );
  return `ACKs up to ${ns.at(-1)}, none for a SUBMIT without n; all stored when acknowledged`;
}

async function refusesMalformed(scene: Scene): Promise<string> {
  for (const n of MALFORMED) {
    const { peer } = await join(scene, Role.Producer, ASKED);
    peer.send(`{"op":6,"d":{},"t":"POWER","n":${n}}`);
    await expectClose(peer, CloseCode.InvalidFrame).catch((error: Error) => {
      error.message = `n ${n}: ${error.message}`;
      throw error;
    });
  }
  return `${MALFORMED.length} of ${MALFORMED.length} closed with 1003`;
}

/** The numbers that a producer sends again over a second connection, and those of two other producers. */
async function storesOnce(scene: Scene): Promise<string> {
  const [user, otherUser, id, otherId] = [1, 2, 3, 4].map(() => scene.newUser());
  const producer = async (of = user, producerId = id): Promise<Peer> => {
    const extras = { producer_id: producerId };
    const { peer } = await join(scene, Role.Producer, { ...ASKED, user: of as string, extras });
    return peer;
  };
  const consumer = await scene.consumer();
  const first = await producer();
  sendNumbered(first, 1, 2, 3);
  await ackedUpTo(first, [1, 2, 3]);
  const again = await producer();
  sendNumbered(again, 2, 3, 4);
  await ackedUpTo(again, [2, 3, 4]);
  for (const other of [await producer(user, otherId), await producer(otherUser, id)]) {
    sendNumbered(other, 1);
    await ackedUpTo(other, [1]);
  }
  const events = await consumer.takeDispatches(6);
  await consumer.nothingMore('behind 6 events');
  const got = events.map(({ uid, d }) => [uid, (d as { n: number }).n]);
  const of = (uid: string | undefined, ...ns: readonly number[]) => ns.map((n) => [uid, n]);
  demandSame(got, [...of(user, 1, 2, 3, 4, 1), ...of(otherUser, 1)], 'users and numbers');
  return '2 of 8 SUBMITs were there already: acknowledged, not stored again; others not taken for them';
}

export const ackChecks: readonly Check[] = [
  {
    id: 'extensions.ack',
    rule: 'P-EXT-7',
    title: 'acknowledges numbered SUBMITs when they are stored, and no others',
    expected: 'ACKs that rise up to the last n; a REPLAY right behind it holds every event',
    run: acknowledges,
  },
  {
    id: 'extensions.ack-malformed',
    rule: 'P-EXT-7',
    title: 'refuses an n that is not a whole number from 1',
    expected: 'close 1003',
    run: refusesMalformed,
  },
  {
    id: 'extensions.ack-once',
    rule: 'P-EXT-8',
    title: "stores a producer's number once, and knows producers and users apart",
    expected: 'ACK, and no second event, for a number that came before',
    run: storesOnce,
  },
];
