/** P-DIS: numbering, order, who gets what, and slow consumers. */
import type { Check } from '../check.js';
import type { Scene } from '../peers/scene.js';
import { seqsOf, submit, submitMany, upFrom } from '../peers/stream.js';
import { demand, demandSame, NotApplicable, shown } from '../verdict.js';

const PRODUCERS = 4;
const EVENTS_EACH = 100;
/** More than the kernel's buffers of one loopback connection hold. */
const SLOW_EVENTS = 4_000;
const SLOW_EVENT_BYTES = 4_096;

/** Every frame that the protocol lets a consumer see, to the letter. */
const CONSUMER_FRAMES = [
  /^\{"op":1\}$/,
  /^\{"op":2,"d":\{"heartbeat_interval":[1-9][0-9]*\}\}$/,
  /^\{"op":4\}$/,
  /^\{"op":5,"d":\{"n":[0-9]+\},"uid":"[^"]*","seq":[1-9][0-9]*,"t":"HEART_RATE"\}$/,
];

async function severalProducers(scene: Scene): Promise<string> {
  const stream = await scene.stream();
  const producers = [stream.producer];
  while (producers.length < PRODUCERS) producers.push(await scene.producer());
  await Promise.all(producers.map((producer) => submitMany(producer, EVENTS_EACH)));
  const total = PRODUCERS * EVENTS_EACH;
  const events = await stream.consumer.takeDispatches(total);
  demandSame(seqsOf(events), upFrom(stream.seq + 1, total), 'seqs');
  const next = new Map<unknown, number>();
  for (const { uid, d } of events) {
    const n = next.get(uid) ?? 0;
    demandSame(d, { n }, `the next reading of ${uid}`);
    next.set(uid, n + 1);
  }
  demandSame(next.size, PRODUCERS, 'users');
  return `${total} events of ${PRODUCERS} producers, seq without a gap, each in its order`;
}

async function countsWithoutConsumer(scene: Scene): Promise<string> {
  const stream = await scene.stream();
  await stream.consumer.close();
  await submitMany(stream.producer, 10);
  await stream.producer.fence();
  const consumer = await scene.consumer();
  stream.producer.send(submit('{"n":10}'));
  const event = await lastOf(consumer, 10);
  demandSame(event.seq, stream.seq + 11, 'seq of the eleventh event');
  return `seq ${event.seq} after ${stream.seq} and 10 events that nobody saw`;
}

/** The DISPATCH whose reading says `n`; others before it are passed over. */
async function lastOf(consumer: Awaited<ReturnType<Scene['consumer']>>, n: number) {
  for (;;) {
    const event = await consumer.takeDispatch();
    if (JSON.stringify(event.d) === `{"n":${n}}`) return event;
  }
}

async function firstSeqIsOne(scene: Scene): Promise<string> {
  const stream = await scene.stream();
  await stream.fill(2);
  const first = await stream.replay({ after: 0, before: 2 });
  if (first.length === 0) throw new NotApplicable('the first event is no longer kept');
  demandSame(seqsOf(first), [1], 'seqs before 2');
  return 'the first event has seq 1';
}

async function othersSeeNothing(scene: Scene): Promise<string> {
  const mine = await scene.stream();
  const theirs = await scene.stream({ developer: scene.other });
  await mine.fill(50);
  await theirs.passes('{"val":1}');
  await theirs.consumer.nothingMore("another developer's consumer");
  const replayed = await theirs.replay({ after: theirs.seq - 1 });
  demandSame(replayed.length, 1, "events in the other developer's replay");
  return 'the other developer got its own event with its own next seq, and no other';
}

async function lateConsumer(scene: Scene): Promise<string> {
  const stream = await scene.stream();
  await stream.consumer.close();
  const { producer } = stream;
  await submitMany(producer, 10);
  await producer.fence();
  const late = await scene.consumer();
  await late.nothingMore('behind READY');
  producer.send(submit('{"n":10}'));
  const event = await late.takeDispatch();
  demandSame([event.seq, event.d], [stream.seq + 11, { n: 10 }], 'the first event');
  return 'READY, then the next live event alone';
}

/** A consumer stops reading, the others must not feel it; when it reads again it gets all. */
async function slowConsumer(scene: Scene): Promise<string> {
  const bystander = await scene.bystander();
  const stream = await scene.stream();
  const { consumer, producer, seq } = stream;
  consumer.wire.pause();
  const filler = 'x'.repeat(SLOW_EVENT_BYTES);
  await submitMany(producer, SLOW_EVENTS, `,"filler":"${filler}"`);
  await producer.fence();
  const unharmed = await bystander.unharmed();
  consumer.wire.resume();
  const events = await consumer.takeDispatches(SLOW_EVENTS);
  demandSame(seqsOf(events), upFrom(seq + 1, SLOW_EVENTS), 'seqs');
  const megabytes = Math.round((SLOW_EVENTS * SLOW_EVENT_BYTES) / 1e6);
  return `${SLOW_EVENTS} events (${megabytes} MB) after a pause, none missing; ${unharmed}`;
}

/** A whole session: nothing in it may be unknown to a client of the published protocol. */
async function onlyPublishedFrames(scene: Scene): Promise<string> {
  const stream = await scene.stream();
  await stream.fill(20);
  stream.producer.send('{"op":8,"d":{"connected":false}}');
  await stream.consumer.close();
  const consumer = await scene.consumer();
  consumer.send({ op: 7, d: { after: stream.seq - 20 } }, { op: 7, d: { after: stream.seq } });
  await consumer.takeDispatches(20);
  stream.producer.send(submit('{"n":20}'));
  await consumer.takeDispatch();
  await consumer.fence();
  const frames = [...consumer.texts, ...stream.producer.texts];
  const odd = frames.find((text) => !CONSUMER_FRAMES.some((form) => form.test(text)));
  demand(odd === undefined, `${shown(odd)} is not of the published protocol`);
  demandSame(consumer.binaries + stream.producer.binaries, 0, 'binary messages');
  return `${frames.length} frames of two connections, each as published`;
}

export const dispatchChecks: readonly Check[] = [
  {
    id: 'dispatch.published-frames',
    rule: 'P-FR-8',
    title: 'sends nothing but the published frames, compact and in the order of their keys',
    expected: 'ops 1, 2, 4 and 5 with the published keys alone',
    run: onlyPublishedFrames,
  },
  {
    id: 'dispatch.seq-several-producers',
    rule: 'P-DIS-1',
    title: "numbers a developer's events without a gap over all its producers",
    expected: 'seq one higher with each event',
    run: severalProducers,
  },
  {
    id: 'dispatch.seq-without-consumer',
    rule: 'P-DIS-1',
    title: 'counts events while no consumer is connected',
    expected: 'the next event is numbered behind them',
    run: countsWithoutConsumer,
  },
  {
    id: 'dispatch.seq-from-one',
    rule: 'P-DIS-1',
    title: 'starts with seq 1',
    expected: 'a REPLAY of what comes before 2 holds seq 1',
    run: firstSeqIsOne,
  },
  {
    id: 'dispatch.isolation',
    rule: 'P-DIS-4',
    title: "shows a developer nothing of another's events, live or on replay",
    expected: 'its own events alone, in a numbering of their own',
    run: othersSeeNothing,
  },
  {
    id: 'dispatch.late-consumer',
    rule: 'P-DIS-5',
    title: 'gives a consumer that connects late READY first, then live events only',
    expected: 'nothing of what happened before',
    run: lateConsumer,
  },
  {
    id: 'dispatch.slow-consumer',
    rule: 'P-DIS-6',
    title: 'loses nothing for a consumer that stops reading, and delays nobody',
    expected: 'all events in order once it reads again, no harm to a bystander',
    run: slowConsumer,
  },
];
