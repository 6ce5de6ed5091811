/** P-ID-1 to P-ID-8: IDENTIFY, its timeout, frames sent before it, and a second IDENTIFY. */
import { CloseCode, Role } from '@wearwire/protocol';
import type { Check } from '../check.js';
import type { TestClient } from '../context/test-client.js';
import { identify, READY, type TestContext } from '../context/test-context.js';
import { consecutive, seqsOf, submit, submitMany } from '../context/test-stream.js';
import { assert, assertSame, formatValue } from '../verdict.js';
import { expectClose, expectEachCloses } from './expect-close.js';

/** Frames sent directly after IDENTIFY; fewer than `pendingFramesMax`. */
const PIPELINED = 30;

async function readyFor(context: TestContext, token: string, role: Role): Promise<string> {
  const client = await context.open();
  await identify(client, token, role);
  await client.expectNoMoreFrames('after READY');
  return READY;
}

async function timesOut(context: TestContext): Promise<string> {
  const { intervalMs, identifyTimeoutMs, marginMs } = context.settings;
  const client = await context.open();
  const openedAtMs = performance.now();
  client.startHeartbeats(intervalMs / 4);
  const end = await client.waitForEnd(identifyTimeoutMs + marginMs);
  await expectClose(client, CloseCode.NotIdentified);
  const sinceStartMs = Math.round(end.atMs - client.startedAtMs);
  assert(
    sinceStartMs >= identifyTimeoutMs,
    `closed too early, ${sinceStartMs} ms after connecting`,
  );
  assert(client.acks > 0, 'the heartbeats were not acknowledged');
  return `close 4000, ${Math.round(end.atMs - openedAtMs)} ms after HELLO and after ${client.acks} ACKs`;
}

/** Sends SUBMITs after IDENTIFY without waiting for READY. */
async function pipelinedSubmits(context: TestContext): Promise<string> {
  const stream = await context.stream();
  const producer = await context.open();
  const token = await context.producerToken(stream.user);
  producer.send({ op: 3, d: { token, type: Role.Producer } });
  await submitMany(producer, PIPELINED);
  const events = await stream.consumer.nextDispatches(PIPELINED);
  assertSame(
    events.map((event) => event.d),
    consecutive(0, PIPELINED).map((n) => ({ n })),
    'readings',
  );
  assertSame(await producer.nextFrame('READY'), READY, 'the answer to IDENTIFY');
  return `READY, and ${PIPELINED} events in order`;
}

async function pipelinedReplay(context: TestContext): Promise<string> {
  const stream = await context.stream();
  const { seq } = stream;
  await stream.fill(5);
  await stream.consumer.close();
  const consumer = await context.open();
  const token = await context.consumerToken();
  consumer.send({ op: 3, d: { token, type: Role.Consumer } }, { op: 7, d: { after: seq } });
  assertSame(await consumer.nextFrame('READY'), READY, 'the first answer');
  assertSame(seqsOf(await consumer.nextDispatches(5)), consecutive(seq + 1, 5), 'replayed');
  return 'READY, then the 5 events';
}

async function secondIdentify(
  context: TestContext,
  client: TestClient,
  role: Role,
  token: string,
): Promise<string> {
  client.send({ op: 3, d: { token, type: role } });
  const seen = await expectClose(client, CloseCode.AlreadyIdentified);
  await readyFor(context, token, role);
  return `${seen}; the second token works afterwards`;
}

const early = (op: string, frame: string): Check => ({
  id: `identify.early-${op.toLowerCase()}`,
  rule: 'P-ID-3',
  title: `closes on ${op} before IDENTIFY`,
  expected: 'close 4000',
  run: (context) => expectEachCloses(context, 'anonymous', [frame], CloseCode.NotIdentified),
});

export const identifyChecks: readonly Check[] = [
  {
    id: 'identify.producer',
    rule: 'P-ID-1',
    title: 'answers a user token with READY',
    expected: '{"op":4}, once',
    run: async (context) => readyFor(context, await context.producerToken(), Role.Producer),
  },
  {
    id: 'identify.consumer',
    rule: 'P-ID-1',
    title: 'answers a developer token with READY',
    expected: '{"op":4}, once',
    run: async (context) => readyFor(context, await context.consumerToken(), Role.Consumer),
  },
  {
    id: 'identify.timeout',
    rule: 'P-ID-2',
    title: 'closes a connection that sends heartbeats but never identifies',
    expected: 'close 4000 after the identify timeout, not before',
    runsConcurrently: true,
    run: timesOut,
  },
  early('SUBMIT', submit('{"val":1}')),
  early('REPLAY', '{"op":7,"d":{"after":0}}'),
  early('STATUS', '{"op":8,"d":{"connected":true}}'),
  {
    id: 'identify.twice-producer',
    rule: 'P-ID-6',
    title: 'closes a producer that identifies twice, without consuming the second token',
    expected: 'close 4003; the second token works on another connection',
    run: async (context) => {
      const client = await context.producer();
      return secondIdentify(context, client, Role.Producer, await context.producerToken());
    },
  },
  {
    id: 'identify.twice-consumer',
    rule: 'P-ID-6',
    title: 'closes a consumer that identifies twice, without consuming the second token',
    expected: 'close 4003; the second token works on another connection',
    run: async (context) => {
      const client = await context.consumer();
      return secondIdentify(context, client, Role.Consumer, await context.consumerToken());
    },
  },
  {
    id: 'identify.twice-at-once',
    rule: 'P-ID-6',
    title: 'closes on a second IDENTIFY directly after the first',
    expected: 'close 4003, with or without READY before it',
    run: async (context) => {
      const client = await context.open();
      const [first, second] = [await context.producerToken(), await context.producerToken()];
      for (const token of [first, second])
        client.send({ op: 3, d: { token, type: Role.Producer } });
      return expectClose(client, CloseCode.AlreadyIdentified);
    },
  },
  {
    id: 'identify.before-hello',
    rule: 'P-ID-7',
    title: 'accepts IDENTIFY from a client that has not read HELLO',
    expected: 'HELLO, then READY',
    run: async (context) => {
      const token = await context.producerToken();
      const client = await context.connect();
      client.send({ op: 3, d: { token, type: Role.Producer } });
      const hello = await client.nextFrame('HELLO');
      assert(hello.startsWith('{"op":2,'), `${formatValue(hello)} instead of HELLO`);
      assertSame(await client.nextFrame('READY'), READY, 'the second frame');
      return 'HELLO, then READY';
    },
  },
  {
    id: 'identify.pipelined-submits',
    rule: 'P-ID-8',
    title: 'handles SUBMITs sent directly after IDENTIFY',
    expected: 'READY, and each event in order',
    run: pipelinedSubmits,
  },
  {
    id: 'identify.pipelined-replay',
    rule: 'P-ID-8',
    title: 'handles a REPLAY sent directly after IDENTIFY',
    expected: 'READY, then the replayed events',
    run: pipelinedReplay,
  },
  {
    id: 'identify.two-producers',
    rule: 'P-ID-14',
    title: 'accepts several producers of one user',
    expected: 'events of both, with the uid of the user',
    run: async (context) => {
      const stream = await context.stream();
      const second = await context.producer({ user: stream.user });
      await stream.roundTrip('{"from":1}');
      second.send(submit('{"from":2}'));
      const event = await stream.consumer.nextDispatch();
      assertSame(
        event.text,
        stream.dispatchText(++stream.seq, '{"from":2}', '"HEART_RATE"'),
        'the event',
      );
      await stream.roundTrip('{"from":1}');
      return `three events of two producers, all of ${stream.user}`;
    },
  },
];
