/**
 * The contract of a sink as checks for any test runner. Each check runs against a real target, which the
 * stage starts, kills and reads. A failed check throws an error that describes the violation.
 */
import { deepStrictEqual, ok, rejects } from 'node:assert/strict';
import { SinkError, SinkRefusedError, SinkUnavailableError } from '../errors.js';
import type { Sink, SinkEvent } from '../sink.js';

/** A running, empty target. Every check gets a new one. */
export interface SinkStage {
  /** Creates a sink for this target. Sinks of two calls share no state. */
  sink(): Sink;
  /** Keys of all events in the target, in the order in which it stored them, including repeats. */
  keys(): Promise<readonly string[]>;
  /** Whether the target stores a second copy of a repeated event. */
  readonly keepsRepeats: boolean;
  /** Kills the target, as a crash would. Omit it for a target that is always available, such as a folder. */
  readonly kill?: () => Promise<void>;
  /** Restarts the target with its stored events. */
  readonly restart?: () => Promise<void>;
  /** Resolves when the target receives the next bytes from a sink. Required with `kill`. */
  readonly nextArrival?: () => Promise<void>;
  /** Makes the target accept data without answering. */
  readonly stall?: () => void;
  /** An event that the target refuses. Omit it if the target accepts every event. */
  readonly refused?: SinkEvent;
}

/** One rule of the contract. */
export interface SinkCheck {
  readonly name: string;
  run(stage: SinkStage): Promise<void>;
}

/** Returns the events with seq `from` to `to` of one user of developer `me`. */
export function sinkEvents(from: number, to: number): SinkEvent[] {
  return Array.from({ length: to - from + 1 }, (_, index) => sinkEvent(from + index));
}

function sinkEvent(seq: number): SinkEvent {
  const ts = new Date(1_767_225_600_000 + seq).toISOString();
  const event = { seq, epoch: 1, key: `me:1:${seq}`, uid: 'anna', receivedAtMs: 0 };
  return { ...event, type: 'HEART_RATE', reading: { ts, val: 60 + (seq % 40) } };
}

const keysOf = (events: readonly SinkEvent[]): string[] => events.map(({ key }) => key);
const neverAborted = (): AbortSignal => new AbortController().signal;

/** Maximum number of attempts to write after the target was restarted. */
const ATTEMPTS_MAX = 100;
const ATTEMPT_WAIT_MS = 50;

async function writeWithRetries(sink: Sink, events: readonly SinkEvent[]): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    try {
      await sink.write(events, neverAborted());
      return attempt;
    } catch (error) {
      if (!(error instanceof SinkUnavailableError) || attempt === ATTEMPTS_MAX) throw error;
      await new Promise((resolve) => setTimeout(resolve, ATTEMPT_WAIT_MS));
    }
  }
}

async function withSink(stage: SinkStage, work: (sink: Sink) => Promise<void>): Promise<void> {
  const sink = stage.sink();
  try {
    await sink.open(neverAborted());
    await work(sink);
  } finally {
    await sink.close();
  }
}

/** All checks. A check passes without effect if the stage lacks an optional member that it needs. */
export const SINK_CONTRACT: readonly SinkCheck[] = [
  {
    name: 'when write resolves, the target contains all events once and in order',
    run: (stage) =>
      withSink(stage, async (sink) => {
        await sink.write(sinkEvents(1, 3), neverAborted());
        deepStrictEqual(await stage.keys(), keysOf(sinkEvents(1, 3)));
        await sink.write(sinkEvents(4, 300), neverAborted());
        deepStrictEqual(await stage.keys(), keysOf(sinkEvents(1, 300)));
      }),
  },
  {
    name: 'a repeat is accepted, and creates copies only if the target keeps repeats',
    run: (stage) =>
      withSink(stage, async (sink) => {
        await sink.write(sinkEvents(1, 4), neverAborted());
        await sink.write(sinkEvents(3, 6), neverAborted());
        const repeated = stage.keepsRepeats ? keysOf(sinkEvents(3, 4)) : [];
        const expected = [...keysOf(sinkEvents(1, 6)), ...repeated].sort();
        deepStrictEqual([...(await stage.keys())].sort(), expected);
      }),
  },
  {
    name: 'a second sink continues where the first one ended',
    run: async (stage) => {
      await withSink(stage, (sink) => sink.write(sinkEvents(1, 2), neverAborted()));
      await withSink(stage, (sink) => sink.write(sinkEvents(3, 4), neverAborted()));
      deepStrictEqual(await stage.keys(), keysOf(sinkEvents(1, 4)));
    },
  },
  {
    name: 'write rejects as unavailable while the target is down, and succeeds after a restart',
    run: async (stage) => {
      if (!stage.kill || !stage.restart) return;
      const { kill, restart } = stage;
      await withSink(stage, async (sink) => {
        await sink.write(sinkEvents(1, 2), neverAborted());
        await kill();
        await rejects(sink.write(sinkEvents(3, 4), neverAborted()), SinkUnavailableError);
        await restart();
        await writeWithRetries(sink, sinkEvents(3, 4));
        deepStrictEqual([...new Set(await stage.keys())], keysOf(sinkEvents(1, 4)));
      });
    },
  },
  {
    name: 'a target killed during a batch loses no event, and only events of unconfirmed batches are repeated',
    run: async (stage) => {
      if (!stage.kill || !stage.restart || !stage.nextArrival) return;
      const { kill, restart, nextArrival } = stage;
      await withSink(stage, async (sink) => {
        await sink.write(sinkEvents(1, 100), neverAborted());
        const arrived = nextArrival();
        const batch = sinkEvents(101, 600);
        const writing = sink.write(batch, neverAborted()).then(
          () => true,
          (error) => {
            ok(error instanceof SinkError && error.retryable, `rejected with ${error}`);
            return false;
          },
        );
        await arrived;
        await kill();
        const wasWritten = await writing;
        await restart();
        if (!wasWritten) await writeWithRetries(sink, batch);
        await writeWithRetries(sink, sinkEvents(601, 603));
        const keys = await stage.keys();
        deepStrictEqual([...new Set(keys)].sort(), keysOf(sinkEvents(1, 603)).sort());
        const repeatableKeys = new Set(keysOf(sinkEvents(101, 603)));
        const repeats = keys.filter((key, index) => keys.indexOf(key) !== index);
        ok(
          repeats.every((key) => repeatableKeys.has(key)),
          'a confirmed batch was written twice',
        );
      });
    },
  },
  {
    name: 'a write with a refused event rejects as refused, not as unavailable',
    run: async (stage) => {
      const { refused } = stage;
      if (!refused) return;
      await withSink(stage, async (sink) => {
        await rejects(sink.write([refused], neverAborted()), SinkRefusedError);
        await rejects(sink.write([...sinkEvents(1, 2), refused], neverAborted()), SinkRefusedError);
        await sink.write(sinkEvents(1, 2), neverAborted());
        deepStrictEqual([...new Set(await stage.keys())], keysOf(sinkEvents(1, 2)));
      });
    },
  },
  {
    name: 'an aborted write rejects',
    run: async (stage) => {
      const { stall } = stage;
      if (!stall) return;
      await withSink(stage, async (sink) => {
        stall();
        const controller = new AbortController();
        const writing = sink.write(sinkEvents(1, 2), controller.signal);
        queueMicrotask(() => controller.abort());
        await rejects(writing);
      });
    },
  },
];
