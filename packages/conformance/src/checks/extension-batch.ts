/** P-EXT-11, P-EXT-12: several readings in one SUBMIT_BATCH. */
import { BATCH_EVENTS_MAX, CloseCode, Role } from '@wearwire/protocol';
import type { Check } from '../check.js';
import { type Asked, join } from '../peers/joining.js';
import type { Peer } from '../peers/peer.js';
import type { Scene } from '../peers/scene.js';
import { submit, upFrom } from '../peers/stream.js';
import { demandSame } from '../verdict.js';
import { expectClose } from './closing.js';

const ASKED = { extensions: ['batch'] } as const;
const ASKED_WITH_ACK = { extensions: ['ack', 'batch'] } as const;
const SPELLINGS = ['{"a":1.0,"b":[1e2]}', '{ "\\u0061" : "x" , "a":[{}]}', '{}'];
const MANY = '{},'.repeat(BATCH_EVENTS_MAX);
/** Behind `{"op":67,`, each with one thing wrong. */
const MALFORMED = [
  '"d":[],"t":"POWER"}',
  '"d":{},"t":"POWER"}',
  '"d":"x","t":"POWER"}',
  '"t":"POWER"}',
  '"d":[{}]}',
  '"d":[{}],"t":""}',
  '"d":[{}],"t":7}',
  '"d":[{},7],"t":"POWER"}',
  '"d":[null,{}],"t":"POWER"}',
  '"d":[{},[{}],{}],"t":"POWER"}',
  `"d":[${MANY}{}],"t":"POWER"}`,
];
const MALFORMED_N = ['"1"', '0', '1.5', 'null', '9007199254740991'];

function batch(readings: readonly string[], n?: number, t = '"POWER"'): string {
  return `{"op":67,"d":[${readings.join()}],"t":${t}${n === undefined ? '' : `,"n":${n}`}}`;
}

function numbered(first: number, count: number): string {
  const readings = upFrom(first, count).map((n) => `{"n":${n}}`);
  return batch(readings, first);
}

/** Each reading is an event as if it had come in a SUBMIT: its own bytes, its own seq, in order. */
async function storesEach(scene: Scene): Promise<string> {
  const user = scene.newUser();
  const { peer } = await join(scene, Role.Producer, { ...ASKED, user });
  const consumer = await scene.consumer();
  peer.send(submit('{"before":1}', '"POWER"'));
  peer.send(batch(SPELLINGS, undefined, '"\\u0054"'));
  peer.send(submit('{"behind":1}', '"POWER"'));
  const { seq } = await consumer.takeDispatch();
  for (const [i, d] of SPELLINGS.entries()) {
    const { text } = await consumer.takeDispatch(`the DISPATCH of ${d}`);
    const uid = JSON.stringify(user);
    demandSame(text, `{"op":5,"d":${d},"uid":${uid},"seq":${seq + 1 + i},"t":"\\u0054"}`, 'text');
  }
  demandSame((await consumer.takeDispatch()).d, { behind: 1 }, 'what was submitted behind it');
  peer.send(batch(upFrom(0, BATCH_EVENTS_MAX).map((i) => `{"i":${i}}`)));
  const events = await consumer.takeDispatches(BATCH_EVENTS_MAX);
  demandSame(
    events.map(({ d }) => (d as { i: number }).i),
    upFrom(0, BATCH_EVENTS_MAX),
    'the largest batch',
  );
  return `each reading of ${SPELLINGS.length} and of ${BATCH_EVENTS_MAX} came as its own DISPATCH, in order`;
}

async function ackOf(peer: Peer, n: number): Promise<void> {
  for (let newest = 0; newest !== n; ) {
    const { op, d } = JSON.parse(await peer.take(`ACK of ${n}`)) as {
      op: number;
      d?: { n: number };
    };
    demandSame(op, 65, 'op');
    newest = d?.n ?? 0;
  }
}

/** A batch that was cut short by a reconnect is sent again in other pieces. */
async function numbersEach(scene: Scene): Promise<string> {
  const asked = {
    ...ASKED_WITH_ACK,
    user: scene.newUser(),
    extras: { producer_id: scene.newUser() },
  };
  const consumer = await scene.consumer();
  const { peer: first } = await join(scene, Role.Producer, asked);
  first.send(numbered(1, 5));
  await ackOf(first, 5);
  const { peer: again } = await join(scene, Role.Producer, asked);
  again.send(numbered(3, 5));
  again.send(numbered(8, 1));
  await ackOf(again, 8);
  const events = await consumer.takeDispatches(8);
  await consumer.nothingMore('behind 8 events');
  demandSame(
    events.map(({ d }) => (d as { n: number }).n),
    upFrom(1, 8),
    'numbers',
  );
  return 'numbers 1 to 5, then 3 to 7 in another batch: each stored once, all acknowledged';
}

async function refusesWhole(scene: Scene): Promise<string> {
  const consumer = await scene.consumer();
  const refuse = async (text: string, asked: Asked) => {
    const { peer } = await join(scene, Role.Producer, asked);
    peer.send(text);
    await expectClose(peer, CloseCode.InvalidFrame).catch((error: Error) => {
      error.message = `${text.slice(0, 80)}: ${error.message}`;
      throw error;
    });
  };
  for (const rest of MALFORMED) await refuse(`{"op":67,${rest}`, ASKED);
  for (const n of MALFORMED_N) {
    await refuse(`{"op":67,"d":[{},{}],"t":"POWER","n":${n}}`, ASKED_WITH_ACK);
  }
  await consumer.nothingMore('of batches that were refused');
  const count = MALFORMED.length + MALFORMED_N.length;
  return `${count} of ${count} closed with 1003, and nothing of them was stored`;
}

async function judgesRoles(scene: Scene): Promise<string> {
  const { peer } = await join(scene, Role.Consumer, ASKED);
  peer.send(batch(['{}']));
  await expectClose(peer, CloseCode.InvalidOpcode);
  return 'close 4004';
}

export const batchChecks: readonly Check[] = [
  {
    id: 'extensions.batch',
    rule: 'P-EXT-11',
    title: 'stores each reading of a SUBMIT_BATCH as an event of its own, byte for byte',
    expected: 'a DISPATCH for each reading, in order, with rising seqs',
    run: storesEach,
  },
  {
    id: 'extensions.batch-once',
    rule: 'P-EXT-11',
    title: 'numbers the readings of a SUBMIT_BATCH from its n on, and stores each number once',
    expected: 'ACKs up to the last number, and one event for each',
    run: numbersEach,
  },
  {
    id: 'extensions.batch-malformed',
    rule: 'P-EXT-12',
    title: 'refuses a SUBMIT_BATCH with one thing wrong, and stores nothing of it',
    expected: 'close 1003, no event',
    run: refusesWhole,
  },
  {
    id: 'extensions.batch-roles',
    rule: 'P-OP-3',
    title: 'refuses a SUBMIT_BATCH of a consumer',
    expected: 'close 4004',
    run: judgesRoles,
  },
];
