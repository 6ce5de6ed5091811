/**
 * A model of a server of the protocol, with and without its extensions: a log, a live run and replays served
 * in turn, frames of both runs in any mixture, connections that break anywhere, a log that is purged from below. Whatever happens, what is
 * delivered ascends, comes once, and together with the gaps leaves nothing out; a gap holds only what the
 * server has purged.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Sequencer } from './sequencer.js';

type Action =
  | { readonly do: 'append' | 'live' | 'replay' | 'break' | 'repeat' }
  | { readonly do: 'purge'; readonly keptEvents: number };

const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 8, arbitrary: fc.constant<Action>({ do: 'append' }) },
  { weight: 6, arbitrary: fc.constant<Action>({ do: 'live' }) },
  { weight: 8, arbitrary: fc.constant<Action>({ do: 'replay' }) },
  { weight: 2, arbitrary: fc.constant<Action>({ do: 'break' }) },
  { weight: 2, arbitrary: fc.constant<Action>({ do: 'repeat' }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('purge' as const), keptEvents: fc.nat(10) }),
  },
);

/** Which extensions the model speaks. */
interface Speaks {
  readonly position: boolean;
  readonly replayEnd: boolean;
  readonly resume: boolean;
}

class ModelServer {
  readonly speaks: Speaks;
  readonly replayEnded: (after: number, before: number) => void;
  newest = 0;
  purged = 0;
  #liveSent = 0;
  #asked: { after: number; before: number }[] = [];
  #replay: { after: number; next: number; last: number } | undefined;
  #sent: number | undefined;

  constructor(speaks: Speaks, replayEnded: ModelServer['replayEnded']) {
    this.speaks = speaks;
    this.replayEnded = replayEnded;
  }

  /** `after`: what IDENTIFY asked for, with `resume`. */
  connect(after?: number): void {
    this.#liveSent = Math.min(after ?? this.newest, this.newest);
    this.#asked = [];
    this.#replay = undefined;
    this.#sent = undefined;
  }

  ask(after: number, before = Number.POSITIVE_INFINITY): void {
    this.#asked.push({ after, before });
  }

  /** The next frame of the live run. */
  live(): number | undefined {
    // What is behind a resumed run is read from the log: what was purged there is passed over.
    if (this.speaks.resume) this.#liveSent = Math.max(this.#liveSent, this.purged);
    if (this.#liveSent >= this.newest) return undefined;
    return this.#send(++this.#liveSent);
  }

  /** The next frame of the replay that is being served, or the start of the next one. */
  replay(): number | undefined {
    if (!this.#replay) {
      const asked = this.#asked.shift();
      if (!asked) return undefined;
      const last = Math.min(this.newest, asked.before - 1);
      this.#replay = { after: asked.after, next: asked.after + 1, last };
    }
    this.#replay.next = Math.max(this.#replay.next, this.purged + 1);
    if (this.#replay.next <= this.#replay.last) return this.#send(this.#replay.next++);
    const { after, last } = this.#replay;
    this.#replay = undefined;
    if (this.speaks.replayEnd) this.replayEnded(after, last + 1);
    return this.replay();
  }

  /** The newest frame of this connection once more. */
  repeat(): number | undefined {
    return this.#sent;
  }

  #send(seq: number): number {
    this.#sent = seq;
    return seq;
  }
}

function run(actions: readonly Action[], after: number, heldMax: number, speaks: Speaks) {
  const server = new ModelServer(speaks, (ended, before) => {
    const d = { after: ended, before, sent: 0, first_available: 1, truncated: false };
    sequencer.replayEnded(d);
  });
  server.newest = after;
  const delivered: number[] = [];
  const gaps: { from: number; to: number; purged: number }[] = [];
  const sequencer = new Sequencer<{ seq: number }>(after, heldMax, {
    deliver: ({ seq }) => delivered.push(seq),
    gap: ({ from, to }) => gaps.push({ from, to, purged: server.purged }),
    reset: () => expect.unreachable('numbers never go back here'),
    replay: ({ after: behind, before }) => server.ask(behind, before),
  });
  const arrive = (seq: number | undefined) => {
    if (seq !== undefined) sequencer.arrived({ seq });
    return seq !== undefined;
  };
  const connect = () => {
    sequencer.disconnected();
    server.connect(speaks.resume ? sequencer.last : undefined);
    const first_seq = Math.min(server.purged, server.newest) + 1;
    const position = { epoch: 1, first_seq, last_seq: server.newest, retention_ms: 1 };
    sequencer.connected({
      isResumed: speaks.resume,
      position: speaks.position ? position : undefined,
      tellsReplayEnds: speaks.replayEnd,
    });
  };
  connect();
  for (const step of actions) {
    if (step.do === 'append') server.newest++;
    else if (step.do === 'live') arrive(server.live());
    else if (step.do === 'replay') arrive(server.replay());
    else if (step.do === 'repeat') arrive(server.repeat());
    else if (step.do === 'purge')
      server.purged = Math.max(server.purged, server.newest - step.keptEvents);
    else connect();
  }
  // One more event shows what is missing; then the server sends all it has, and falls quiet.
  server.newest++;
  for (let moves = true; moves; ) {
    moves = arrive(server.replay()) || arrive(server.live());
    if (!moves && sequencer.isHolding) {
      sequencer.quiet();
      moves = true;
    }
  }
  return { server, delivered, gaps };
}

const SPEAKS = {
  nothing: { position: false, replayEnd: false, resume: false },
  position: { position: true, replayEnd: false, resume: false },
  'replay-end': { position: false, replayEnd: true, resume: false },
  resume: { position: false, replayEnd: false, resume: true },
  everything: { position: true, replayEnd: true, resume: true },
  'all but resume': { position: true, replayEnd: true, resume: false },
} as const satisfies Record<string, Speaks>;

test.each(Object.entries(SPEAKS))(
  '[P-EXT-2] with a server that speaks %s, delivers ascending, once, and leaves out only what it tells as a gap and the server has purged',
  (_, speaks) => {
    const stats = { gaps: 0, delivered: 0 };
    fc.assert(
      fc.property(
        fc.array(action, { maxLength: 300, size: 'max' }),
        fc.nat(50),
        fc.integer({ min: 1, max: 12 }),
        (actions, after, heldMax) => {
          const { server, delivered, gaps } = run(actions, after, heldMax, speaks);
          const covered = [...delivered.map((seq) => ({ from: seq, to: seq })), ...gaps].sort(
            (a, b) => a.from - b.from,
          );
          let next = after + 1;
          for (const { from, to } of covered) {
            expect(from).toBe(next);
            next = to + 1;
          }
          expect(next).toBe(server.newest + 1);
          expect(delivered).toEqual([...delivered].sort((a, b) => a - b));
          for (const gap of gaps) expect(gap.to).toBeLessThanOrEqual(gap.purged);
          stats.gaps += gaps.length;
          stats.delivered += delivered.length;
        },
      ),
      { numRuns: 2_000 },
    );
    // The model does reach what it is about.
    expect(stats.gaps).toBeGreaterThan(50);
    expect(stats.delivered).toBeGreaterThan(10_000);
  },
);
