/** P-EXT-7, P-EXT-8: numbered SUBMITs, their acknowledgement, and the detection of duplicates. */
import { CloseCode, Role } from '@wearwire/protocol';
import type { Check } from '../check.js';
import { identifyWithExtensions } from '../context/negotiation.js';
import type { TestClient } from '../context/test-client.js';
import type { TestContext } from '../context/test-context.js';
import { consecutive, expectLiveAndReplayed, submit } from '../context/test-stream.js';
import { assert, assertSame, formatValue } from '../verdict.js';
import { expectCloseAfter } from './expect-close.js';

const REQUESTED = { extensions: ['ack'] } as const;
const STORED = 200;
const MALFORMED = ['"1"', '0', '-1', '1.5', '1e400', 'null', '{}', 'true', '9007199254740993'];

function sendNumbered(client: TestClient, ...ns: readonly number[]): void {
  for (const n of ns) client.send(`{"op":6,"d":{"n":${n}},"t":"POWER","n":${n}}`);
}

/** Reads ACKs up to the last number in `ns`; each must be one of these numbers, in ascending order. */
export async function waitForAcks(client: TestClient, ns: readonly number[]): Promise<void> {
  let newest = 0;
  while (newest !== ns.at(-1)) {
    const text = await client.nextFrame(`ACK of ${ns.at(-1)}`);
    const { op, d } = JSON.parse(text) as { op: number; d?: { n?: number } };
    const n = d?.n ?? 0;
    assert(
      op === 65 && ns.includes(n) && n >= newest,
      `${formatValue(text)} after ACK of ${newest}`,
    );
    newest = n;
  }
}

/** After an ACK, a REPLAY must contain every event up to its number. */
async function acknowledges(context: TestContext): Promise<string> {
  const { client } = await identifyWithExtensions(context, Role.Producer, REQUESTED);
  const consumer = await context.consumer();
  client.send(submit('{"n":0}'));
  const { seq } = await consumer.nextDispatch();
  await client.expectNoMoreFrames('after a SUBMIT without n');
  const ns = [1, 2, 5, 9, ...consecutive(10, STORED)];
  sendNumbered(client, ...ns);
  await waitForAcks(client, ns);
  await expectLiveAndReplayed(consumer, seq, ns.length);
  return `ACKs up to ${ns.at(-1)}, none for a SUBMIT without n; all events stored when acknowledged`;
}

async function refusesMalformed(context: TestContext): Promise<string> {
  for (const n of MALFORMED) {
    const { client } = await identifyWithExtensions(context, Role.Producer, REQUESTED);
    client.send(`{"op":6,"d":{},"t":"POWER","n":${n}}`);
    await expectCloseAfter(`n ${n}`, client, CloseCode.InvalidFrame);
  }
  return `${MALFORMED.length} of ${MALFORMED.length} closed with 1003`;
}

/** Sends some numbers again over a second connection, then number 1 with another producer id and as another user. */
async function storesOnce(context: TestContext): Promise<string> {
  const [user, otherUser, id, otherId] = [1, 2, 3, 4].map(() => context.newUser());
  const producer = async (of = user, producerId = id): Promise<TestClient> => {
    const extras = { producer_id: producerId };
    const { client } = await identifyWithExtensions(context, Role.Producer, {
      ...REQUESTED,
      user: of as string,
      extras,
    });
    return client;
  };
  const consumer = await context.consumer();
  const first = await producer();
  sendNumbered(first, 1, 2, 3);
  await waitForAcks(first, [1, 2, 3]);
  const again = await producer();
  sendNumbered(again, 2, 3, 4);
  await waitForAcks(again, [2, 3, 4]);
  for (const other of [await producer(user, otherId), await producer(otherUser, id)]) {
    sendNumbered(other, 1);
    await waitForAcks(other, [1]);
  }
  const events = await consumer.nextDispatches(6);
  await consumer.expectNoMoreFrames('after 6 events');
  const got = events.map(({ uid, d }) => [uid, (d as { n: number }).n]);
  const of = (uid: string | undefined, ...ns: readonly number[]) => ns.map((n) => [uid, n]);
  assertSame(got, [...of(user, 1, 2, 3, 4, 1), ...of(otherUser, 1)], 'users and numbers');
  return '2 of 8 SUBMITs were duplicates: acknowledged and not stored again; other producers not affected';
}

export const ackChecks: readonly Check[] = [
  {
    id: 'extensions.ack',
    rule: 'P-EXT-7',
    title: 'acknowledges numbered SUBMITs once they are stored, and no others',
    expected:
      'ascending ACKs up to the last n; a REPLAY directly after the last contains every event',
    run: acknowledges,
  },
  {
    id: 'extensions.ack-malformed',
    rule: 'P-EXT-7',
    title: 'refuses an n that is not a positive integer',
    expected: 'close 1003',
    run: refusesMalformed,
  },
  {
    id: 'extensions.ack-once',
    rule: 'P-EXT-8',
    title: "stores each of a producer's numbers once and distinguishes producers and users",
    expected: 'an ACK but no second event for a repeated number',
    run: storesOnce,
  },
];
