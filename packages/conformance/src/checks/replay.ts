/** P-REP-1 to P-REP-7: what a REPLAY brings, and in which order. */
import type { Check } from '../check.js';
import type { Scene } from '../peers/scene.js';
import { filledStream, type Stream, seqsOf, submitMany, upFrom } from '../peers/stream.js';
import { demandSame, NotApplicable } from '../verdict.js';

/** Events of the small streams here. */
const EVENTS = 12;
const LONG = 2_000;
const LIVE = 200;
/** Longest stream that a run asks for from its first event. */
const FROM_FIRST_MAX = 200_000;
const LARGEST = Number.MAX_SAFE_INTEGER;

/** Each REPLAY, and the seqs that lie strictly between its bounds and are there. */
async function bringsExactly(stream: Stream, replays: readonly Bounds[]): Promise<string> {
  const newest = stream.seq;
  for (const bounds of replays) {
    const first = Math.max(1, bounds.after + 1);
    const last = Math.min(newest, (bounds.before ?? Number.POSITIVE_INFINITY) - 1);
    const events = await stream.replay(bounds);
    demandSame(seqsOf(events), upFrom(first, last - first + 1), `REPLAY ${JSON.stringify(bounds)}`);
  }
  await stream.consumer.nothingMore('behind the replays');
  return `${replays.length} REPLAYs, each with the seqs between its bounds`;
}

interface Bounds {
  readonly after: number;
  readonly before?: number;
}

async function allBounds(scene: Scene): Promise<string> {
  const { stream, first } = await filledStream(scene, EVENTS);
  const replays: Bounds[] = [];
  for (let after = first - 1; after <= first + 3; after++) {
    for (let before = after; before <= first + 4; before++) replays.push({ after, before });
  }
  return bringsExactly(stream, replays);
}

async function sameBytes(scene: Scene): Promise<string> {
  const stream = await scene.stream();
  const { seq } = stream;
  const spelt = ['{"val":83.0}', '{ "b":1e-7, "a":"\\u00e9\\/é" }', '{"n":12345678901234567890}'];
  for (const d of spelt) await stream.passes(d, '"A\\u0042"');
  const live = stream.consumer.texts
    .filter((text) => text.startsWith('{"op":5'))
    .slice(-spelt.length);
  const replayed = await stream.replay({ after: seq, before: seq + 1 + spelt.length });
  demandSame(
    replayed.map(({ text }) => text),
    live,
    'replayed events',
  );
  return `${spelt.length} events as they were live`;
}

async function fromTheFirst(scene: Scene): Promise<string> {
  const { stream } = await filledStream(scene, EVENTS);
  if (stream.seq > FROM_FIRST_MAX)
    throw new NotApplicable('the stream is too long to ask for whole');
  const before = stream.seq - 2;
  const events = seqsOf(await stream.replay({ before }));
  demandSame(events, seqsOf(await stream.replay({ after: 0, before })), 'REPLAY without after');
  demandSame(events.at(-1), before - 1, 'the last of them');
  const whole = seqsOf(await stream.replay({}));
  demandSame(whole, upFrom(events[0] ?? 0, stream.seq - (events[0] ?? 0) + 1), 'REPLAY of {}');
  return `seqs ${events[0]} to ${before - 1} as with after 0; {} brings all`;
}

async function nothingThere(scene: Scene): Promise<string> {
  const { stream } = await filledStream(scene, EVENTS);
  const { seq } = stream;
  return bringsExactly(stream, [
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

async function besideLive(scene: Scene): Promise<string> {
  const { stream, first } = await filledStream(scene, LONG);
  const { consumer, producer, seq } = stream;
  consumer.send({ op: 7, d: { after: first - 1, before: seq + 1 } });
  await submitMany(producer, LIVE);
  const events = seqsOf(await consumer.takeDispatches(LONG + LIVE));
  demandSame(
    events.filter((n) => n <= seq),
    upFrom(first, LONG),
    'replayed',
  );
  demandSame(
    events.filter((n) => n > seq),
    upFrom(seq + 1, LIVE),
    'live',
  );
  return `${LONG} replayed and ${LIVE} live events, each ascending`;
}

/** What is submitted once the request was read is live only, however long the replay still takes. */
async function upToTheRequest(scene: Scene): Promise<string> {
  const { stream, first } = await filledStream(scene, LONG);
  const { consumer, producer, seq } = stream;
  consumer.send({ op: 7, d: { after: first - 1 } });
  consumer.beat();
  await consumer.ackCount(consumer.beats);
  await submitMany(producer, LIVE);
  const events = seqsOf(await consumer.takeDispatches(LONG + LIVE));
  stream.seq += LIVE;
  demandSame(seqsOf(await stream.replay()), [], 'further events');
  demandSame(
    events.filter((n) => n <= seq),
    upFrom(first, LONG),
    'replayed',
  );
  demandSame(
    events.filter((n) => n > seq),
    upFrom(seq + 1, LIVE),
    'live',
  );
  return `${LONG} replayed; ${LIVE} that came after the request once, live`;
}

async function inTurn(scene: Scene): Promise<string> {
  const { stream, first } = await filledStream(scene, 300);
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
  const wanted = ranges.flatMap(([from, count]) => upFrom(from, count));
  demandSame(seqsOf(events), wanted, 'seqs of 5 REPLAYs');
  return `${ranges.length} REPLAYs at once, one after the other`;
}

export const replayChecks: readonly Check[] = [
  {
    id: 'replay.bounds',
    rule: 'P-REP-1',
    title: 'sends the events strictly between the bounds, ascending, with their old seq',
    expected: 'after < seq < before for every combination',
    run: allBounds,
  },
  {
    id: 'replay.same-bytes',
    rule: 'P-REP-1',
    title: 'replays the very bytes that went out live',
    expected: 'the same DISPATCH texts',
    run: sameBytes,
  },
  {
    id: 'replay.without-before',
    rule: 'P-REP-2',
    title: 'sends all up to the newest without before',
    expected: 'all behind after',
    run: async (scene) => {
      const { stream, first } = await filledStream(scene, EVENTS);
      return bringsExactly(stream, [{ after: first - 1 }, { after: first + 4 }]);
    },
  },
  {
    id: 'replay.up-to-request',
    rule: 'P-REP-2',
    title: 'ends a replay without before at the newest event of the moment of the request',
    expected: 'what is submitted later comes once, live',
    run: upToTheRequest,
  },
  {
    id: 'replay.without-after',
    rule: 'P-REP-3',
    title: 'starts with the first event without after',
    expected: 'the same as with after 0',
    run: fromTheFirst,
  },
  {
    id: 'replay.nothing-there',
    rule: 'P-REP-4',
    title: 'sends what there is, perhaps nothing, for bounds that cross or lie outside',
    expected: 'no error, and nothing that is not between the bounds',
    run: nothingThere,
  },
  {
    id: 'replay.beside-live',
    rule: 'P-REP-6',
    title: 'lets live events go on beside a replay, each of the two ascending',
    expected: 'all of both, none twice',
    run: besideLive,
  },
  {
    id: 'replay.in-turn',
    rule: 'P-REP-7',
    title: 'serves several REPLAYs of one connection in turn',
    expected: 'one whole range after the other, in the order of asking',
    run: inTurn,
  },
];
