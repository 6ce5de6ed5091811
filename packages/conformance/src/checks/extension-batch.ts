/** P-EXT-11, P-EXT-12: SUBMIT_BATCH with several readings. */
import { BATCH_EVENTS_MAX, CloseCode, Role } from '@wearwire/protocol';
import type { Check } from '../check.js';
import { identifyWithExtensions, type Negotiation } from '../context/negotiation.js';
import type { TestContext } from '../context/test-context.js';
import { consecutive, submit } from '../context/test-stream.js';
import { assertSame } from '../verdict.js';
import { expectClose, expectCloseAfter } from './expect-close.js';
import { waitForAcks } from './extension-ack.js';

const REQUESTED = { extensions: ['batch'] } as const;
const REQUESTED_WITH_ACK = { extensions: ['ack', 'batch'] } as const;
const READINGS = ['{"a":1.0,"b":[1e2]}', '{ "\\u0061" : "x" , "a":[{}]}', '{}'];
const MANY = '{},'.repeat(BATCH_EVENTS_MAX);
/** Texts after `{"op":67,`, each with one error. */
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
/** The last `n` is valid for the first reading, but the second reading would get 2^53. */
const MALFORMED_N = ['"1"', '0', '1.5', 'null', '9007199254740991'];

function batch(readings: readonly string[], n?: number, t = '"POWER"'): string {
  return `{"op":67,"d":[${readings.join()}],"t":${t}${n === undefined ? '' : `,"n":${n}`}}`;
}

function numbered(first: number, count: number): string {
  const readings = consecutive(first, count).map((n) => `{"n":${n}}`);
  return batch(readings, first);
}

/** Each reading must be dispatched like that of a SUBMIT: byte for byte, with its own seq, in order. */
async function storesEach(context: TestContext): Promise<string> {
  const user = context.newUser();
  const { client } = await identifyWithExtensions(context, Role.Producer, { ...REQUESTED, user });
  const consumer = await context.consumer();
  client.send(submit('{"before":1}', '"POWER"'));
  client.send(batch(READINGS, undefined, '"\\u0054"'));
  client.send(submit('{"after":1}', '"POWER"'));
  const { seq } = await consumer.nextDispatch();
  for (const [i, d] of READINGS.entries()) {
    const { text } = await consumer.nextDispatch(`the DISPATCH of ${d}`);
    const uid = JSON.stringify(user);
    assertSame(text, `{"op":5,"d":${d},"uid":${uid},"seq":${seq + 1 + i},"t":"\\u0054"}`, 'text');
  }
  assertSame(
    (await consumer.nextDispatch()).d,
    { after: 1 },
    'the reading submitted after the batch',
  );
  client.send(batch(consecutive(0, BATCH_EVENTS_MAX).map((i) => `{"i":${i}}`)));
  const events = await consumer.nextDispatches(BATCH_EVENTS_MAX);
  assertSame(
    events.map(({ d }) => (d as { i: number }).i),
    consecutive(0, BATCH_EVENTS_MAX),
    'the largest batch',
  );
  return `each reading of ${READINGS.length} and of ${BATCH_EVENTS_MAX} was dispatched separately, in order`;
}

/** Sends readings again over a second connection, in different batches; each reading must be stored once. */
async function numbersEach(context: TestContext): Promise<string> {
  const requested = {
    ...REQUESTED_WITH_ACK,
    user: context.newUser(),
    extras: { producer_id: context.newUser() },
  };
  const consumer = await context.consumer();
  const { client: first } = await identifyWithExtensions(context, Role.Producer, requested);
  first.send(numbered(1, 5));
  await waitForAcks(first, consecutive(1, 5));
  const { client: again } = await identifyWithExtensions(context, Role.Producer, requested);
  again.send(numbered(3, 5));
  again.send(numbered(8, 1));
  await waitForAcks(again, consecutive(3, 6));
  const events = await consumer.nextDispatches(8);
  await consumer.expectNoMoreFrames('after 8 events');
  assertSame(
    events.map(({ d }) => (d as { n: number }).n),
    consecutive(1, 8),
    'numbers',
  );
  return 'numbers 1 to 5, then 3 to 7 and 8 in other batches; each stored once, all acknowledged';
}

async function refusesMalformedBatch(context: TestContext): Promise<string> {
  const consumer = await context.consumer();
  const refuse = async (text: string, requested: Negotiation) => {
    const { client } = await identifyWithExtensions(context, Role.Producer, requested);
    client.send(text);
    await expectCloseAfter(text.slice(0, 80), client, CloseCode.InvalidFrame);
  };
  for (const rest of MALFORMED) await refuse(`{"op":67,${rest}`, REQUESTED);
  for (const n of MALFORMED_N) {
    await refuse(`{"op":67,"d":[{},{}],"t":"POWER","n":${n}}`, REQUESTED_WITH_ACK);
  }
  await consumer.expectNoMoreFrames('after refused batches');
  const count = MALFORMED.length + MALFORMED_N.length;
  return `${count} of ${count} closed with 1003; nothing stored`;
}

async function refusesConsumer(context: TestContext): Promise<string> {
  const { client } = await identifyWithExtensions(context, Role.Consumer, REQUESTED);
  client.send(batch(['{}']));
  await expectClose(client, CloseCode.InvalidOpcode);
  return 'close 4004';
}

export const batchChecks: readonly Check[] = [
  {
    id: 'extensions.batch',
    rule: 'P-EXT-11',
    title: 'stores each reading of a SUBMIT_BATCH as a separate event, byte for byte',
    expected: 'a DISPATCH for each reading, in order, with consecutive seqs',
    run: storesEach,
  },
  {
    id: 'extensions.batch-once',
    rule: 'P-EXT-11',
    title: 'numbers the readings of a SUBMIT_BATCH from n and stores each number once',
    expected: 'ACKs up to the last number; one event for each number',
    run: numbersEach,
  },
  {
    id: 'extensions.batch-malformed',
    rule: 'P-EXT-12',
    title: 'refuses a malformed SUBMIT_BATCH and stores none of its readings',
    expected: 'close 1003, no event',
    run: refusesMalformedBatch,
  },
  {
    id: 'extensions.batch-roles',
    rule: 'P-OP-3',
    title: 'refuses SUBMIT_BATCH from a consumer',
    expected: 'close 4004',
    run: refusesConsumer,
  },
];
