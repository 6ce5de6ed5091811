/** P-DIS: numbering, order, isolation of developers, and slow consumers. */
import type { Check } from '../check.js';
import type { TestContext } from '../context/test-context.js';
import { consecutive, seqsOf, submit, submitMany } from '../context/test-stream.js';
import { assert, assertSame, formatValue, NotApplicable } from '../verdict.js';

const PRODUCERS = 4;
const EVENTS_EACH = 100;
/** Together more bytes than the kernel buffers for one loopback connection. */
const SLOW_EVENTS = 4_000;
const SLOW_EVENT_BYTES = 4_096;

/** The exact form of every frame that the published protocol sends to a consumer. */
const CONSUMER_FRAMES = [
  /^\{"op":1\}$/,
  /^\{"op":2,"d":\{"heartbeat_interval":[1-9][0-9]*\}\}$/,
  /^\{"op":4\}$/,
  /^\{"op":5,"d":\{"n":[0-9]+\},"uid":"[^"]*","seq":[1-9][0-9]*,"t":"HEART_RATE"\}$/,
];

async function severalProducers(context: TestContext): Promise<string> {
  const stream = await context.stream();
  const producers = [stream.producer];
  while (producers.length < PRODUCERS) producers.push(await context.producer());
  await Promise.all(producers.map((producer) => submitMany(producer, EVENTS_EACH)));
  const total = PRODUCERS * EVENTS_EACH;
  const events = await stream.consumer.nextDispatches(total);
  assertSame(seqsOf(events), consecutive(stream.seq + 1, total), 'seqs');
  const next = new Map<unknown, number>();
  for (const { uid, d } of events) {
    const n = next.get(uid) ?? 0;
    assertSame(d, { n }, `the next reading of ${uid}`);
    next.set(uid, n + 1);
  }
  assertSame(next.size, PRODUCERS, 'users');
  return `${total} events of ${PRODUCERS} producers, seqs without a gap, each producer's events in order`;
}

async function countsWithoutConsumer(context: TestContext): Promise<string> {
  const stream = await context.stream();
  await stream.consumer.close();
  await submitMany(stream.producer, 10);
  await stream.producer.fence();
  const consumer = await context.consumer();
  stream.producer.send(submit('{"n":10}'));
  const event = await nextWithN(consumer, 10);
  assertSame(event.seq, stream.seq + 11, 'seq of the eleventh event');
  return `seq ${event.seq} after seq ${stream.seq} and 10 events without a consumer`;
}

/** Returns the DISPATCH whose reading is `{"n":n}`; skips earlier ones. */
async function nextWithN(consumer: Awaited<ReturnType<TestContext['consumer']>>, n: number) {
  for (;;) {
    const event = await consumer.nextDispatch();
    if (JSON.stringify(event.d) === `{"n":${n}}`) return event;
  }
}

async function firstSeqIsOne(context: TestContext): Promise<string> {
  const stream = await context.stream();
  await stream.fill(2);
  const first = await stream.replay({ after: 0, before: 2 });
  if (first.length === 0) throw new NotApplicable('the first event is no longer kept');
  assertSame(seqsOf(first), [1], 'seqs before 2');
  return 'the first event has seq 1';
}

async function othersSeeNothing(context: TestContext): Promise<string> {
  const mine = await context.stream();
  const theirs = await context.stream({ developer: context.secondDeveloper });
  await mine.fill(50);
  await theirs.roundTrip('{"val":1}');
  await theirs.consumer.expectNoMoreFrames("another developer's consumer");
  const replayed = await theirs.replay({ after: theirs.seq - 1 });
  assertSame(replayed.length, 1, "events in the other developer's replay");
  return 'the other developer received only its own event, with its own next seq';
}

async function lateConsumer(context: TestContext): Promise<string> {
  const stream = await context.stream();
  await stream.consumer.close();
  const { producer } = stream;
  await submitMany(producer, 10);
  await producer.fence();
  const late = await context.consumer();
  await late.expectNoMoreFrames('after READY');
  producer.send(submit('{"n":10}'));
  const event = await late.nextDispatch();
  assertSame([event.seq, event.d], [stream.seq + 11, { n: 10 }], 'the first event');
  return 'READY, then only the next live event';
}

/** A consumer stops reading: other streams must not be affected, and it must receive all events later. */
async function slowConsumer(context: TestContext): Promise<string> {
  const neighbour = await context.neighbourStream();
  const stream = await context.stream();
  const { consumer, producer, seq } = stream;
  consumer.wire.pause();
  const filler = 'x'.repeat(SLOW_EVENT_BYTES);
  await submitMany(producer, SLOW_EVENTS, `,"filler":"${filler}"`);
  await producer.fence();
  const unaffected = await neighbour.assertUnaffected();
  consumer.wire.resume();
  const events = await consumer.nextDispatches(SLOW_EVENTS);
  assertSame(seqsOf(events), consecutive(seq + 1, SLOW_EVENTS), 'seqs');
  const megabytes = Math.round((SLOW_EVENTS * SLOW_EVENT_BYTES) / 1e6);
  return `${SLOW_EVENTS} events (${megabytes} MB) received after a pause, none missing; ${unaffected}`;
}

/** Runs a session and asserts that every received frame belongs to the published protocol. */
async function onlyPublishedFrames(context: TestContext): Promise<string> {
  const stream = await context.stream();
  await stream.fill(20);
  stream.producer.send('{"op":8,"d":{"connected":false}}');
  await stream.consumer.close();
  const consumer = await context.consumer();
  consumer.send({ op: 7, d: { after: stream.seq - 20 } }, { op: 7, d: { after: stream.seq } });
  await consumer.nextDispatches(20);
  stream.producer.send(submit('{"n":20}'));
  await consumer.nextDispatch();
  await consumer.fence();
  const frames = [...consumer.texts, ...stream.producer.texts];
  const unexpected = frames.find((text) => !CONSUMER_FRAMES.some((form) => form.test(text)));
  assert(
    unexpected === undefined,
    `${formatValue(unexpected)} is not a frame of the published protocol`,
  );
  assertSame(consumer.binaryMessages + stream.producer.binaryMessages, 0, 'binary messages');
  return `${frames.length} frames of two connections, each as published`;
}

export const dispatchChecks: readonly Check[] = [
  {
    id: 'dispatch.published-frames',
    rule: 'P-FR-8',
    title: 'sends only the published frames, compact and with keys in the published order',
    expected: 'opcodes 1, 2, 4 and 5 with exactly the published keys',
    run: onlyPublishedFrames,
  },
  {
    id: 'dispatch.seq-several-producers',
    rule: 'P-DIS-1',
    title: "numbers a developer's events without a gap across all its producers",
    expected: 'seq rises by one with each event',
    run: severalProducers,
  },
  {
    id: 'dispatch.seq-without-consumer',
    rule: 'P-DIS-1',
    title: 'numbers events while no consumer is connected',
    expected: 'their seqs are used; the next event has the seq after theirs',
    run: countsWithoutConsumer,
  },
  {
    id: 'dispatch.seq-from-one',
    rule: 'P-DIS-1',
    title: 'numbers events from 1',
    expected: 'a REPLAY with before 2 returns seq 1',
    run: firstSeqIsOne,
  },
  {
    id: 'dispatch.isolation',
    rule: 'P-DIS-4',
    title: "sends a developer none of another developer's events, live or in a replay",
    expected: 'only its own events, with their own numbering',
    run: othersSeeNothing,
  },
  {
    id: 'dispatch.late-consumer',
    rule: 'P-DIS-5',
    title: 'sends READY and then only live events to a consumer that connects late',
    expected: 'no earlier events',
    run: lateConsumer,
  },
  {
    id: 'dispatch.slow-consumer',
    rule: 'P-DIS-6',
    title: 'keeps all events for a consumer that stops reading, without delaying other streams',
    expected: 'all events in order once it reads again; another developer is not affected',
    run: slowConsumer,
  },
];
