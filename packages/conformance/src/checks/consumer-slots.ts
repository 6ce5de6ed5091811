/** P-ID-9 to P-ID-13: the limit of consumers per developer, and when a slot is free again. */
import { CloseCode, Role } from '@wearwire/protocol';
import type { Check } from '../check.js';
import { endText, type TestClient } from '../context/test-client.js';
import { identify, READY, type TestContext } from '../context/test-context.js';
import { seqsOf, submit, type TestStream } from '../context/test-stream.js';
import { assert, assertSame, NotApplicable } from '../verdict.js';
import { expectClose, expectRefusedConsumer } from './expect-close.js';

const RECONNECTS = 20;

/** Opens a stream and as many consumers as the developer may have. */
async function fillSlots(
  context: TestContext,
): Promise<{ stream: TestStream; consumers: TestClient[] }> {
  const stream = await context.stream();
  return { stream, consumers: [stream.consumer, ...(await context.otherConsumers())] };
}

function skipIfTakeOver(context: TestContext): void {
  if (context.settings.consumerTakeOver)
    throw new NotApplicable('the server has take-over enabled');
}

async function onePastTheLimit(context: TestContext): Promise<string> {
  skipIfTakeOver(context);
  const { stream, consumers } = await fillSlots(context);
  const token = await context.consumerToken();
  const { client, seen } = await expectRefusedConsumer(context, token, CloseCode.AlreadyConnected);
  assertSame(client.texts.length, 1, 'frames received by the refused consumer, HELLO included');
  await stream.roundTrip('{"still":"here"}');
  for (const consumer of consumers) assert(!consumer.end, 'a consumer lost its slot');
  await stream.consumer.close();
  await identify(await context.open(), token, Role.Consumer);
  return `${seen}; earlier consumers stay; the token works once a slot is free`;
}

async function refusedSeveralTimes(context: TestContext): Promise<string> {
  skipIfTakeOver(context);
  const { stream } = await fillSlots(context);
  const token = await context.consumerToken();
  for (let attempt = 0; attempt < 3; attempt++) {
    await expectRefusedConsumer(context, token, CloseCode.AlreadyConnected);
  }
  await stream.roundTrip('{"still":"here"}');
  return 'refused three times with one token; the stream continues';
}

/** The TCP connection of the old consumer stays open, but the consumer no longer reads or answers. */
async function halfOpen(context: TestContext): Promise<string> {
  const old = await context.consumer({ answerPings: false, heartbeats: false });
  old.wire.pause();
  await context.otherConsumers();
  const token = await context.consumerToken();
  const newConsumer = await context.open();
  newConsumer.startHeartbeats(context.settings.intervalMs / 4);
  const askedAtMs = performance.now();
  newConsumer.send({ op: 3, d: { token, type: Role.Consumer } });
  const { probeTimeoutMs, windowMs, marginMs } = context.settings;
  const withinMs = Math.min(probeTimeoutMs, windowMs) + marginMs;
  const isReady = (): boolean => newConsumer.texts.includes(READY);
  await newConsumer.waitFor(isReady, 'READY for the new consumer', withinMs);
  const tookMs = Math.round(performance.now() - askedAtMs);
  old.wire.resume();
  const end = await old.waitForEnd();
  assert(old.pings > 0, 'the old connection received no ping');
  return `READY after ${tookMs} ms; the old connection received ${old.pings} pings and ${endText(end)}`;
}

/** Disconnects a consumer and connects again immediately, several times. */
async function reconnectsImmediately(
  context: TestContext,
  disconnect: (client: TestClient) => Promise<void>,
): Promise<string> {
  let old = await context.consumer();
  let slowestMs = 0;
  for (let round = 0; round < RECONNECTS; round++) {
    const token = await context.consumerToken();
    await disconnect(old);
    const disconnectedAtMs = performance.now();
    old = await context.open();
    await identify(old, token, Role.Consumer);
    slowestMs = Math.max(slowestMs, performance.now() - disconnectedAtMs);
  }
  return `READY for ${RECONNECTS} reconnects, at most ${Math.ceil(slowestMs)} ms after the close`;
}

async function closesItself(client: TestClient): Promise<void> {
  client.wire.sendClose();
  await client.waitForEnd();
}

async function provokesClose(client: TestClient): Promise<void> {
  client.send(submit('{}'));
  await expectClose(client, CloseCode.InvalidOpcode);
}

async function everyConsumerGetsAll(context: TestContext): Promise<string> {
  const limit = context.settings.consumersPerDeveloper;
  if (limit < 2) throw new NotApplicable('the server allows one consumer per developer');
  const { stream, consumers } = await fillSlots(context);
  const events = await stream.fill(50);
  for (const consumer of consumers.slice(1)) {
    const got = await consumer.nextDispatches(50);
    assertSame(
      got.map(({ text }) => text),
      events.map(({ text }) => text),
      'events',
    );
  }
  return `${limit} consumers received seqs ${seqsOf(events)[0]} to ${stream.seq}`;
}

async function takesOver(context: TestContext): Promise<string> {
  if (!context.settings.consumerTakeOver)
    throw new NotApplicable('the server has take-over disabled');
  const { stream, consumers } = await fillSlots(context);
  const newConsumer = await context.consumer();
  const seen = await expectClose(stream.consumer, CloseCode.AlreadyConnected);
  for (const consumer of consumers.slice(1))
    assert(!consumer.end, 'a newer consumer lost its slot');
  stream.producer.send(submit('{"for":"all"}'));
  await newConsumer.nextDispatch();
  return `READY for the new consumer; the oldest received ${seen}`;
}

export const consumerSlotChecks: readonly Check[] = [
  {
    id: 'slots.limit',
    rule: 'P-ID-9',
    title: 'refuses a consumer over the limit without consuming its token, and keeps the others',
    expected: 'close 4002; the stream continues; the token works later',
    run: onePastTheLimit,
  },
  {
    id: 'slots.limit-repeated',
    rule: 'P-ID-9',
    title: 'refuses repeated attempts over the limit without affecting the connected consumers',
    expected: 'close 4002 each time; the stream continues',
    run: refusedSeveralTimes,
  },
  {
    id: 'slots.half-open',
    rule: 'P-ID-10',
    title: 'gives the slot of a consumer that answers no ping to a new consumer',
    expected: 'READY within the probe timeout; the old connection ends',
    run: halfOpen,
  },
  {
    id: 'slots.back-after-own-close',
    rule: 'P-ID-11',
    title: 'accepts a consumer immediately after it closed its connection',
    expected: 'READY for a connection opened directly after the close',
    run: (context) => reconnectsImmediately(context, closesItself),
  },
  {
    id: 'slots.back-after-server-close',
    rule: 'P-ID-11',
    title: 'accepts a consumer immediately after the server closed its connection',
    expected: 'READY for a connection opened directly after the close',
    run: (context) => reconnectsImmediately(context, provokesClose),
  },
  {
    id: 'slots.back-after-cut',
    rule: 'P-ID-11',
    title: 'accepts a consumer immediately after its connection was cut',
    expected: 'READY for a connection opened directly after the cut',
    run: (context) => reconnectsImmediately(context, (client) => client.cut()),
  },
  {
    id: 'slots.several',
    rule: 'P-ID-12',
    title: 'sends every event to every consumer if several are allowed',
    expected: 'the same DISPATCHes for each',
    run: everyConsumerGetsAll,
  },
  {
    id: 'slots.take-over',
    rule: 'P-ID-13',
    title: 'lets a new consumer displace the oldest one if take-over is enabled',
    expected: 'READY for the new consumer, close 4002 for the oldest',
    run: takesOver,
  },
];
