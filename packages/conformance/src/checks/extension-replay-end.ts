/** P-EXT-6: how a replay ends. */
import { Role } from '@wearwire/protocol';
import type { Check } from '../check.js';
import { timePasses } from '../condition.js';
import { join, openAsking } from '../peers/joining.js';
import type { Peer } from '../peers/peer.js';
import type { Scene } from '../peers/scene.js';
import { filledStream, seqsOf, upFrom } from '../peers/stream.js';
import { demand, demandSame, NotApplicable, shown } from '../verdict.js';
import { RETENTION_WAIT_MAX_MS } from './replay-limits.js';

const EVENTS = 12;
const REPLAYS_AT_ONCE = 12;
const ASKED = { extensions: ['replay-end'] } as const;

interface ReplayEnd {
  readonly after: number;
  readonly before: number;
  readonly sent: number;
  readonly first_available: number;
  readonly truncated: boolean;
}

/** Sends a REPLAY and takes so many events and the frame behind them, which must be its end. */
async function endOf(peer: Peer, d: object, seqs: readonly number[]): Promise<ReplayEnd> {
  peer.send({ op: 7, d });
  const what = `REPLAY ${JSON.stringify(d)}`;
  demandSame(seqsOf(await peer.takeDispatches(seqs.length)), seqs, what);
  const text = await peer.take(`REPLAY_END of ${what}`);
  const frame = JSON.parse(text) as { op: number; d: ReplayEnd };
  demand(frame.op === 64, `${shown(text)} instead of REPLAY_END`);
  demandSame(frame.d.sent, seqs.length, `${what}: sent`);
  return frame.d;
}

async function endsEachReplay(scene: Scene): Promise<string> {
  const { stream, first } = await filledStream(scene, EVENTS);
  const { seq } = stream;
  await stream.consumer.close();
  const { peer } = await join(scene, Role.Consumer, ASKED);
  const cases = [
    [{ after: first, before: first + 4 }, upFrom(first + 1, 3), first + 4],
    [{ after: first - 1 }, upFrom(first, EVENTS), seq + 1],
    [{ after: seq }, [], seq + 1],
  ] as const;
  for (const [d, seqs, before] of cases) {
    const end = await endOf(peer, d, seqs);
    demandSame([end.after, end.before], [d.after, before], `bounds of ${JSON.stringify(d)}`);
    demandSame(end.truncated, false, 'truncated');
    const available = end.first_available;
    demand(available >= 1 && available <= first, `first_available ${shown(available)}`);
  }
  await peer.nothingMore('behind the last REPLAY_END');
  return `${cases.length} REPLAYs, each with its end behind its events`;
}

/** Ranges of every size, empty ones among them, all asked for at once. */
async function endsInTurn(scene: Scene): Promise<string> {
  const { stream, first } = await filledStream(scene, EVENTS);
  await stream.consumer.close();
  const { peer } = await join(scene, Role.Consumer, ASKED);
  const ranges = Array.from({ length: REPLAYS_AT_ONCE }, (_, i) => ({
    after: first - 1 + (i % 4),
    before: first + i + (i % 3 === 0 ? -i : 0),
  }));
  peer.send(...ranges.map((d) => ({ op: 7, d })));
  for (const { after, before } of ranges) {
    const what = `REPLAY of ${after} to ${before}`;
    const seqs = upFrom(after + 1, Math.max(0, before - after - 1));
    demandSame(seqsOf(await peer.takeDispatches(seqs.length)), seqs, what);
    const text = await peer.take(`REPLAY_END of ${what}`);
    const frame = JSON.parse(text) as { op: number; d: ReplayEnd };
    demand(frame.op === 64, `${shown(text)} instead of REPLAY_END`);
    demandSame([frame.d.after, frame.d.before, frame.d.sent], [after, before, seqs.length], what);
  }
  await peer.nothingMore('behind the last REPLAY_END');
  return `${REPLAYS_AT_ONCE} REPLAYs at once, each with its own end behind its own events`;
}

async function tellsWhatIsGone(scene: Scene): Promise<string> {
  const { retentionMs, marginMs } = scene.settings;
  await (await openAsking(scene, ASKED)).close();
  if (retentionMs === undefined) throw new NotApplicable('the retention is not given');
  if (retentionMs > RETENTION_WAIT_MAX_MS) throw new NotApplicable('events are kept too long');
  const { stream, first } = await filledStream(scene, EVENTS);
  const { seq } = stream;
  await timePasses(retentionMs + marginMs);
  await stream.fill(2);
  await stream.consumer.close();
  const { peer } = await join(scene, Role.Consumer, ASKED);
  const end = await endOf(peer, { after: first - 1 }, [seq + 1, seq + 2]);
  demandSame(end.truncated, true, 'truncated');
  return `of ${EVENTS + 2} events 2 are left, and REPLAY_END says that some are gone`;
}

export const replayEndChecks: readonly Check[] = [
  {
    id: 'extensions.replay-end',
    rule: 'P-EXT-6',
    title: 'ends each replay with REPLAY_END',
    expected: 'behind the events: the bounds, how many were sent, nothing truncated',
    run: endsEachReplay,
  },
  {
    id: 'extensions.replay-end-in-turn',
    rule: 'P-EXT-6',
    title: 'sends each REPLAY_END in its turn when several REPLAYs are open',
    expected: 'the events of a REPLAY, its own REPLAY_END, then the next one',
    run: endsInTurn,
  },
  {
    id: 'extensions.replay-truncated',
    rule: 'P-EXT-6',
    title: 'says in REPLAY_END when some of the range are gone',
    expected: 'truncated: true',
    run: tellsWhatIsGone,
  },
];
