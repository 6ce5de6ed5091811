/**
 * A model of a server of the protocol: a log, a live run and replays served in turn, frames of both runs in
 * any mixture, connections that break anywhere, a log that is purged from below. Whatever happens, what is
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

class ModelServer {
  newest = 0;
  purged = 0;
  #liveSent = 0;
  #asked: { after: number; before: number }[] = [];
  #replay: { next: number; last: number } | undefined;
  #sent: number | undefined;

  connect(): void {
    this.#liveSent = this.newest;
    this.#asked = [];
    this.#replay = undefined;
    this.#sent = undefined;
  }

  ask(after: number, before = Number.POSITIVE_INFINITY): void {
    this.#asked.push({ after, before });
  }

  /** The next frame of the live run. */
  live(): number | undefined {
    if (this.#liveSent >= this.newest) return undefined;
    return this.#send(++this.#liveSent);
  }

  /** The next frame of the replay that is being served, or the start of the next one. */
  replay(): number | undefined {
    if (!this.#replay) {
      const asked = this.#asked.shift();
      if (!asked) return undefined;
      this.#replay = { next: asked.after + 1, last: Math.min(this.newest, asked.before - 1) };
    }
    this.#replay.next = Math.max(this.#replay.next, this.purged + 1);
    if (this.#replay.next <= this.#replay.last) return this.#send(this.#replay.next++);
    this.#replay = undefined;
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

function run(actions: readonly Action[], after: number, heldMax: number) {
  const server = new ModelServer();
  server.newest = after;
  const delivered: number[] = [];
  const gaps: { from: number; to: number; purged: number }[] = [];
  const sequencer = new Sequencer<{ seq: number }>(after, heldMax, {
    deliver: ({ seq }) => delivered.push(seq),
    gap: ({ from, to }) => gaps.push({ from, to, purged: server.purged }),
    reset: () => expect.unreachable('numbers never go back here'),
    replay: (...bounds) => server.ask(...bounds),
  });
  const arrive = (seq: number | undefined) => {
    if (seq !== undefined) sequencer.arrived({ seq });
    return seq !== undefined;
  };
  const connect = () => {
    sequencer.disconnected();
    server.connect();
    sequencer.connected();
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

test('delivers ascending, once, and leaves out only what it tells as a gap and the server has purged', () => {
  const stats = { gaps: 0, delivered: 0 };
  fc.assert(
    fc.property(
      fc.array(action, { maxLength: 300, size: 'max' }),
      fc.nat(50),
      fc.integer({ min: 1, max: 12 }),
      (actions, after, heldMax) => {
        const { server, delivered, gaps } = run(actions, after, heldMax);
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
    { numRuns: 3_000 },
  );
  // The model does reach what it is about.
  expect(stats.gaps).toBeGreaterThan(100);
  expect(stats.delivered).toBeGreaterThan(10_000);
});
