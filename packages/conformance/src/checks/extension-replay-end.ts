/** P-EXT-6: REPLAY_END after each replay. */
import { Role } from '@wearwire/protocol';
import type { Check } from '../check.js';
import { identifyWithExtensions, openWithExtensions } from '../context/negotiation.js';
import type { TestClient } from '../context/test-client.js';
import type { TestContext } from '../context/test-context.js';
import { consecutive, seqsOf } from '../context/test-stream.js';
import { assert, assertSame, formatValue } from '../verdict.js';
import { streamAfterRetention } from './replay-limits.js';

const EVENTS = 12;
const REPLAYS_AT_ONCE = 12;
const REQUESTED = { extensions: ['replay-end'] } as const;

interface ReplayEnd {
  readonly after: number;
  readonly before: number;
  readonly sent: number;
  readonly first_available: number;
  readonly truncated: boolean;
}

/** Asserts that the events of the REPLAY `d` have these seqs; returns the `d` of the REPLAY_END after them. */
async function receiveEnd(
  client: TestClient,
  d: object,
  seqs: readonly number[],
): Promise<ReplayEnd> {
  const what = `REPLAY ${JSON.stringify(d)}`;
  assertSame(seqsOf(await client.nextDispatches(seqs.length)), seqs, what);
  const text = await client.nextFrame(`REPLAY_END of ${what}`);
  const frame = JSON.parse(text) as { op: number; d: ReplayEnd };
  assert(frame.op === 64, `${formatValue(text)} instead of REPLAY_END`);
  assertSame(frame.d.sent, seqs.length, `${what}: sent`);
  return frame.d;
}

async function endsEachReplay(context: TestContext): Promise<string> {
  const { stream, first } = await context.filledStream(EVENTS);
  const { seq } = stream;
  await stream.consumer.close();
  const { client } = await identifyWithExtensions(context, Role.Consumer, REQUESTED);
  const cases = [
    [{ after: first, before: first + 4 }, consecutive(first + 1, 3), first + 4],
    [{ after: first - 1 }, consecutive(first, EVENTS), seq + 1],
    [{ after: seq }, [], seq + 1],
  ] as const;
  for (const [d, seqs, before] of cases) {
    client.send({ op: 7, d });
    const end = await receiveEnd(client, d, seqs);
    assertSame([end.after, end.before], [d.after, before], `bounds of ${JSON.stringify(d)}`);
    assertSame(end.truncated, false, 'truncated');
    const available = end.first_available;
    assert(available >= 1 && available <= first, `first_available ${formatValue(available)}`);
  }
  await client.expectNoMoreFrames('after the last REPLAY_END');
  return `${cases.length} REPLAYs, each with REPLAY_END after its events`;
}

/** Requests ranges of different sizes, some of them empty, all at once. */
async function endsInTurn(context: TestContext): Promise<string> {
  const { stream, first } = await context.filledStream(EVENTS);
  await stream.consumer.close();
  const { client } = await identifyWithExtensions(context, Role.Consumer, REQUESTED);
  const ranges = Array.from({ length: REPLAYS_AT_ONCE }, (_, i) => ({
    after: first - 1 + (i % 4),
    before: first + i + (i % 3 === 0 ? -i : 0),
  }));
  client.send(...ranges.map((d) => ({ op: 7, d })));
  for (const range of ranges) {
    const { after, before } = range;
    const end = await receiveEnd(client, range, consecutive(after + 1, before - after - 1));
    assertSame([end.after, end.before], [after, before], `bounds of ${JSON.stringify(range)}`);
  }
  await client.expectNoMoreFrames('after the last REPLAY_END');
  return `${REPLAYS_AT_ONCE} REPLAYs at once, each with its own REPLAY_END directly after its events`;
}

async function reportsTruncation(context: TestContext): Promise<string> {
  await (await openWithExtensions(context, REQUESTED)).close();
  const { stream, first, seq } = await streamAfterRetention(context, EVENTS);
  await stream.consumer.close();
  const { client } = await identifyWithExtensions(context, Role.Consumer, REQUESTED);
  const d = { after: first - 1 };
  client.send({ op: 7, d });
  const end = await receiveEnd(client, d, [seq + 1, seq + 2]);
  assertSame(end.truncated, true, 'truncated');
  return `2 of ${EVENTS + 2} events are left, and REPLAY_END has truncated: true`;
}

export const replayEndChecks: readonly Check[] = [
  {
    id: 'extensions.replay-end',
    rule: 'P-EXT-6',
    title: 'ends each replay with REPLAY_END',
    expected: 'after the events: the bounds, the number of events sent, truncated: false',
    run: endsEachReplay,
  },
  {
    id: 'extensions.replay-end-in-turn',
    rule: 'P-EXT-6',
    title: 'sends each REPLAY_END directly after its events when several REPLAYs are pending',
    expected: 'the events of a REPLAY, its own REPLAY_END, then the events of the next REPLAY',
    run: endsInTurn,
  },
  {
    id: 'extensions.replay-truncated',
    rule: 'P-EXT-6',
    title: 'reports in REPLAY_END that some events of the range are no longer kept',
    expected: 'truncated: true',
    run: reportsTruncation,
  },
];
