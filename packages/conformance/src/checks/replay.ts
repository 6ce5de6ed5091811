/** P-REP-1 to P-REP-7: the events that a REPLAY returns, and their order. */
import type { Check } from '../check.js';
import type { TestContext } from '../context/test-context.js';
import { consecutive, seqsOf, submitMany, type TestStream } from '../context/test-stream.js';
import { assertSame, NotApplicable } from '../verdict.js';

/** Events submitted for a short replay. */
const EVENTS = 12;
const LONG = 2_000;
const LIVE = 200;
/** Longest stream that is replayed from its first event. */
const FROM_FIRST_MAX = 200_000;
const LARGEST = Number.MAX_SAFE_INTEGER;

/** Sends each REPLAY and asserts that it returns exactly the existing seqs between its bounds. */
async function expectReplays(stream: TestStream, replays: readonly Bounds[]): Promise<string> {
  const newest = stream.seq;
  for (const bounds of replays) {
    const first = Math.max(1, bounds.after + 1);
    const last = Math.min(newest, (bounds.before ?? Number.POSITIVE_INFINITY) - 1);
    const events = await stream.replay(bounds);
    assertSame(
      seqsOf(events),
      consecutive(first, last - first + 1),
      `REPLAY ${JSON.stringify(bounds)}`,
    );
  }
  await stream.consumer.expectNoMoreFrames('after the replays');
  return `${replays.length} REPLAYs, each with the seqs between its bounds`;
}

interface Bounds {
  readonly after: number;
  readonly before?: number;
}

async function allBounds(context: TestContext): Promise<string> {
  const { stream, first } = await context.filledStream(EVENTS);
  const replays: Bounds[] = [];
  for (let after = first - 1; after <= first + 3; after++) {
    for (let before = after; before <= first + 4; before++) replays.push({ after, before });
  }
  return expectReplays(stream, replays);
}

async function sameBytes(context: TestContext): Promise<string> {
  const stream = await context.stream();
  const { seq } = stream;
  const readings = [
    '{"val":83.0}',
    '{ "b":1e-7, "a":"\\u00e9\\/é" }',
    '{"n":12345678901234567890}',
  ];
  for (const d of readings) await stream.roundTrip(d, '"A\\u0042"');
  const live = stream.consumer.dispatchTexts.slice(-readings.length);
  const replayed = await stream.replay({ after: seq, before: seq + 1 + readings.length });
  assertSame(
    replayed.map(({ text }) => text),
    live,
    'replayed events',
  );
  return `${readings.length} events, byte for byte as sent live`;
}

async function fromTheFirst(context: TestContext): Promise<string> {
  const { stream } = await context.filledStream(EVENTS);
  if (stream.seq > FROM_FIRST_MAX)
    throw new NotApplicable('the stream is too long to be replayed from its start');
  const before = stream.seq - 2;
  const events = seqsOf(await stream.replay({ before }));
  assertSame(events, seqsOf(await stream.replay({ after: 0, before })), 'REPLAY without after');
  assertSame(events.at(-1), before - 1, 'the last seq of REPLAY without after');
  const whole = seqsOf(await stream.replay({}));
  assertSame(whole, consecutive(events[0] ?? 0, stream.seq - (events[0] ?? 0) + 1), 'REPLAY of {}');
  return `seqs ${events[0]} to ${before - 1} as with after 0; {} returns all`;
}

async function unusualBounds(context: TestContext): Promise<string> {
  const { stream } = await context.filledStream(EVENTS);
  const { seq } = stream;
  return expectReplays(stream, [
    { after: seq - 3, before: seq - 2 },
    { after: seq - 3, before: seq - 3 },
    { after: seq - 2, before: seq - 9 },
    { after: seq - 5, before: 0 },
    { after: seq },
    { after: seq + 1_000 },
    { after: seq + 1_000, before: seq + 2_000 },
    { after: seq - 2, before: seq + 1_000 },
    { after: LARGEST - 1, before: LARGEST },
    { after: seq - 1, before: LARGEST },
    { after: LARGEST, before: 0 },
  ]);
}

async function duringLiveEvents(context: TestContext): Promise<string> {
  const { stream, first } = await context.filledStream(LONG);
  const { consumer, producer, seq } = stream;
  consumer.send({ op: 7, d: { after: first - 1, before: seq + 1 } });
  await submitMany(producer, LIVE);
  assertReplayedAndLive(seqsOf(await consumer.nextDispatches(LONG + LIVE)), first, seq);
  return `${LONG} replayed and ${LIVE} live events, each ascending`;
}

/** Asserts that `seqs` are the replayed `first` to `last` and `LIVE` later ones, in ascending order in each group. */
function assertReplayedAndLive(seqs: readonly number[], first: number, last: number): void {
  const replayed = seqs.filter((seq) => seq <= last);
  const live = seqs.filter((seq) => seq > last);
  assertSame(replayed, consecutive(first, LONG), 'replayed');
  assertSame(live, consecutive(last + 1, LIVE), 'live');
}

/** Events submitted after the REPLAY was read must arrive only as live events, however long the replay takes. */
async function endsAtRequest(context: TestContext): Promise<string> {
  const { stream, first } = await context.filledStream(LONG);
  const { consumer, producer, seq } = stream;
  consumer.send({ op: 7, d: { after: first - 1 } });
  consumer.sendHeartbeat();
  await consumer.waitForAcks(consumer.heartbeats);
  await submitMany(producer, LIVE);
  const events = seqsOf(await consumer.nextDispatches(LONG + LIVE));
  stream.seq += LIVE;
  assertSame(seqsOf(await stream.replay()), [], 'further events');
  assertReplayedAndLive(events, first, seq);
  return `${LONG} replayed; ${LIVE} later events arrived once, live`;
}

async function inOrderOfRequests(context: TestContext): Promise<string> {
  const { stream, first } = await context.filledStream(300);
  const ranges = [
    [first + 200, 50],
    [first, 250],
    [first + 40, 1],
    [first + 100, 0],
    [first + 5, 120],
  ] as const;
  const events = await stream.replay(
    ...ranges.map(([from, count]) => ({ after: from - 1, before: from + count })),
  );
  const wanted = ranges.flatMap(([from, count]) => consecutive(from, count));
  assertSame(seqsOf(events), wanted, 'seqs of 5 REPLAYs');
  return `${ranges.length} REPLAYs at once, answered one after the other`;
}

export const replayChecks: readonly Check[] = [
  {
    id: 'replay.bounds',
    rule: 'P-REP-1',
    title: 'sends the events strictly between the bounds, ascending, with their original seqs',
    expected: 'the events with after < seq < before, for each combination of bounds',
    run: allBounds,
  },
  {
    id: 'replay.same-bytes',
    rule: 'P-REP-1',
    title: 'replays events byte for byte as they were sent live',
    expected: 'the same DISPATCH texts',
    run: sameBytes,
  },
  {
    id: 'replay.without-before',
    rule: 'P-REP-2',
    title: 'sends all events up to the newest if `before` is absent',
    expected: 'all events after `after`',
    run: async (context) => {
      const { stream, first } = await context.filledStream(EVENTS);
      return expectReplays(stream, [{ after: first - 1 }, { after: first + 4 }]);
    },
  },
  {
    id: 'replay.up-to-request',
    rule: 'P-REP-2',
    title: 'ends a replay without `before` at the event that is newest when the REPLAY arrives',
    expected: 'later events arrive once, as live events',
    run: endsAtRequest,
  },
  {
    id: 'replay.without-after',
    rule: 'P-REP-3',
    title: 'starts with the first event if `after` is absent',
    expected: 'the same as with after 0',
    run: fromTheFirst,
  },
  {
    id: 'replay.nothing-there',
    rule: 'P-REP-4',
    title: 'accepts crossed bounds and bounds outside the stream',
    expected: 'the events between the bounds, or none; no close',
    run: unusualBounds,
  },
  {
    id: 'replay.beside-live',
    rule: 'P-REP-6',
    title: 'sends live events during a replay, both in ascending order',
    expected: 'all live and all replayed events, each exactly once',
    run: duringLiveEvents,
  },
  {
    id: 'replay.in-turn',
    rule: 'P-REP-7',
    title: 'answers several REPLAYs of one connection one after the other',
    expected: 'one complete range after the other, in the order of the requests',
    run: inOrderOfRequests,
  },
];
