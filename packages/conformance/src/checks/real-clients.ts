/** Sessions of existing public client programs, including their faults: a server must handle them. */
import { CloseCode, Role } from '@wearwire/protocol';
import type { Check } from '../check.js';
import { delay } from '../condition.js';
import type { TestClient } from '../context/test-client.js';
import { identify, READY, type TestContext } from '../context/test-context.js';
import { submit } from '../context/test-stream.js';
import { assert, assertSame } from '../verdict.js';
import { expectClose, withNeighbourStream } from './expect-close.js';

/** Sends one heartbeat, is closed, and reconnects immediately with a fresh token. */
async function sendsOneHeartbeat(context: TestContext): Promise<string> {
  const { windowMs, marginMs } = context.settings;
  let consumer = await connectWithOneHeartbeat(context, await context.consumerToken());
  for (let round = 0; round < 2; round++) {
    const token = await context.consumerToken();
    await consumer.waitForEnd(windowMs + marginMs);
    await expectClose(consumer, CloseCode.HeartbeatMissed);
    consumer = await connectWithOneHeartbeat(context, token);
  }
  return '4005 twice, each time READY for the next connection';
}

async function connectWithOneHeartbeat(context: TestContext, token: string): Promise<TestClient> {
  const consumer = await context.open();
  consumer.sendHeartbeat();
  await identify(consumer, token, Role.Consumer);
  return consumer;
}

/** Has no timer; sends a heartbeat for each received event. */
async function sendsHeartbeatsOnData(context: TestContext): Promise<string> {
  const { intervalMs, windowMs } = context.settings;
  const consumer = await context.consumer({ heartbeats: false });
  const producer = await context.producer();
  // Counted from the first heartbeat, which a slow machine sends late.
  let untilMs = Infinity;
  let events = 0;
  while (performance.now() < untilMs) {
    producer.send(submit(`{"n":${events++}}`));
    await consumer.nextDispatch();
    consumer.sendHeartbeat();
    if (events === 1) untilMs = performance.now() + windowMs * 1.25;
    await delay(intervalMs / 3);
  }
  await consumer.expectNoMoreFrames('after the last event');
  return `open after ${events} events and as many heartbeats`;
}

/** Sends the text `200` for each received frame. */
async function answersWith200(context: TestContext): Promise<string> {
  const early = await context.open();
  early.send('200');
  await expectClose(early, CloseCode.InvalidFrame);
  const stream = await context.stream();
  stream.consumer.send('200');
  const seen = await expectClose(stream.consumer, CloseCode.InvalidFrame);
  await identify(await context.open(), await context.consumerToken(), Role.Consumer);
  return `${seen}; the next consumer gets READY`;
}

/** Sends IDENTIFY as soon as the socket is open, without reading HELLO. */
async function identifiesWithoutHello(context: TestContext): Promise<string> {
  const token = await context.consumerToken();
  const consumer = await context.connect();
  consumer.send({ op: 3, d: { token, type: Role.Consumer } });
  await consumer.nextFrame('HELLO');
  assertSame(await consumer.nextFrame('READY'), READY, 'the second frame');
  const producer = await context.producer();
  producer.send(submit('{"val":83.0}'));
  const event = await consumer.nextDispatch();
  assert(event.text.includes('{"val":83.0}'), event.text);
  return 'HELLO, READY, and a live event';
}

/** Sends its first heartbeat shortly before the end of the first interval. */
async function lateFirstHeartbeat(context: TestContext): Promise<string> {
  const consumer = await context.consumer({ heartbeats: false });
  await delay(context.settings.intervalMs * 0.9);
  consumer.startHeartbeats(context.settings.intervalMs);
  const producer = await context.producer();
  producer.send(submit('{"val":1}'));
  await consumer.nextDispatch();
  await consumer.waitForAcks(1);
  return 'served after a first heartbeat at 0.9 intervals';
}

export const realClientChecks: readonly Check[] = [
  {
    id: 'clients.beats-once',
    rule: 'P-HB-3',
    title: 'accepts repeated reconnects of a consumer that sends one heartbeat per connection',
    expected: 'close 4005, then immediately READY for a fresh token',
    run: sendsOneHeartbeat,
  },
  {
    id: 'clients.beats-on-data',
    rule: 'P-HB-3',
    title: 'keeps a consumer that sends heartbeats only when events arrive',
    expected: 'no close while events arrive more often than the heartbeat window',
    run: sendsHeartbeatsOnData,
  },
  {
    id: 'clients.answers-200',
    rule: 'P-FR-2',
    title: 'closes only the consumer that answers with the text 200',
    expected: 'close 1003; its slot is free; another developer is not affected',
    run: (context) => withNeighbourStream(context, () => answersWith200(context)),
  },
  {
    id: 'clients.identifies-blindly',
    rule: 'P-ID-7',
    title: 'serves a consumer that identifies without reading HELLO',
    expected: 'HELLO, READY, DISPATCH',
    run: identifiesWithoutHello,
  },
  {
    id: 'clients.quiet-start',
    rule: 'P-HB-2',
    title: 'serves a consumer whose first heartbeat comes late',
    expected: 'DISPATCH and ACK, no close',
    run: lateFirstHeartbeat,
  },
];
