/**
 * A model of a server of the protocol, with and without its extensions: a log, live events and replays served in turn,
 * frames of both sequences interleaved in any way, connections that break at any point, a log whose oldest events are
 * purged. In every case delivered events ascend and are delivered once, delivered events and gaps together are
 * complete, and a gap contains only events that the server has purged.
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

/** Which extensions the model of the server supports. */
interface Supported {
  readonly position: boolean;
  readonly replayEnd: boolean;
  readonly resume: boolean;
}

class ModelServer {
  readonly supported: Supported;
  readonly replayEnded: (after: number, before: number) => void;
  newest = 0;
  purged = 0;
  #liveSent = 0;
  #requested: { after: number; before: number }[] = [];
  #replay: { after: number; next: number; last: number } | undefined;
  /** The last seq that was sent. */
  #sent: number | undefined;

  constructor(supported: Supported, replayEnded: ModelServer['replayEnded']) {
    this.supported = supported;
    this.replayEnded = replayEnded;
  }

  /** `after`: the seq in IDENTIFY, with `resume`. */
  connect(after?: number): void {
    this.#liveSent = Math.min(after ?? this.newest, this.newest);
    this.#requested = [];
    this.#replay = undefined;
    this.#sent = undefined;
  }

  request(after: number, before = Number.POSITIVE_INFINITY): void {
    this.#requested.push({ after, before });
  }

  /** Returns the next live frame. */
  live(): number | undefined {
    // The events of a resumed connection are read from the log, without those that were purged from the log.
    if (this.supported.resume) this.#liveSent = Math.max(this.#liveSent, this.purged);
    if (this.#liveSent >= this.newest) return undefined;
    return this.#send(++this.#liveSent);
  }

  /** Returns the next frame of the current replay, or the first one of the next replay. */
  replay(): number | undefined {
    if (!this.#replay) {
      const request = this.#requested.shift();
      if (!request) return undefined;
      const last = Math.min(this.newest, request.before - 1);
      this.#replay = { after: request.after, next: request.after + 1, last };
    }
    this.#replay.next = Math.max(this.#replay.next, this.purged + 1);
    if (this.#replay.next <= this.#replay.last) return this.#send(this.#replay.next++);
    const { after, last } = this.#replay;
    this.#replay = undefined;
    if (this.supported.replayEnd) this.replayEnded(after, last + 1);
    return this.replay();
  }

  /** Returns the last frame of this connection again. */
  repeat(): number | undefined {
    return this.#sent;
  }

  #send(seq: number): number {
    this.#sent = seq;
    return seq;
  }
}

function run(actions: readonly Action[], after: number, heldMax: number, supported: Supported) {
  const server = new ModelServer(supported, (endedAfter, before) => {
    const d = { after: endedAfter, before, sent: 0, first_available: 1, truncated: false };
    sequencer.replayEnded(d);
  });
  server.newest = after;
  const delivered: number[] = [];
  const gaps: { from: number; to: number; purged: number }[] = [];
  const sequencer = new Sequencer<{ seq: number }>(after, heldMax, {
    deliver: ({ seq }) => delivered.push(seq),
    gap: ({ from, to }) => gaps.push({ from, to, purged: server.purged }),
    reset: () => expect.unreachable('the numbering never changes here'),
    replay: ({ after: requestedAfter, before }) => server.request(requestedAfter, before),
  });
  const arrive = (seq: number | undefined) => {
    if (seq !== undefined) sequencer.arrived({ seq });
    return seq !== undefined;
  };
  const connect = () => {
    sequencer.disconnected();
    server.connect(supported.resume ? sequencer.last : undefined);
    const first_seq = Math.min(server.purged, server.newest) + 1;
    const position = { epoch: 1, first_seq, last_seq: server.newest, retention_ms: 1 };
    sequencer.connected({
      isResumed: supported.resume,
      position: supported.position ? position : undefined,
      sendsReplayEnds: supported.replayEnd,
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
  // A further event shows which events are missing. Then the server sends everything that was requested.
  server.newest++;
  for (let isActive = true; isActive; ) {
    isActive = arrive(server.replay()) || arrive(server.live());
    if (!isActive && sequencer.isHolding) {
      sequencer.quiet();
      isActive = true;
    }
  }
  return { server, delivered, gaps };
}

const SUPPORTS = {
  nothing: { position: false, replayEnd: false, resume: false },
  position: { position: true, replayEnd: false, resume: false },
  'replay-end': { position: false, replayEnd: true, resume: false },
  resume: { position: false, replayEnd: false, resume: true },
  everything: { position: true, replayEnd: true, resume: true },
  'all but resume': { position: true, replayEnd: true, resume: false },
} as const satisfies Record<string, Supported>;

test.each(Object.entries(SUPPORTS))(
  '[P-EXT-2] with a server that supports %s, delivers ascending and once, and omits only events that it reports as a gap and that the server has purged',
  (_, supported) => {
    const stats = { gaps: 0, delivered: 0 };
    fc.assert(
      fc.property(
        fc.array(action, { maxLength: 300, size: 'max' }),
        fc.nat(50),
        fc.integer({ min: 1, max: 12 }),
        (actions, after, heldMax) => {
          const { server, delivered, gaps } = run(actions, after, heldMax, supported);
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
    // The model must reach the interesting cases.
    expect(stats.gaps).toBeGreaterThan(50);
    expect(stats.delivered).toBeGreaterThan(10_000);
  },
);
