/**
 * Traces where an event waits in the broker. Loaded into the broker before its own code (`--import`), it records for each
 * event the time between two stages, and writes a table. `wearwire bench` generates the load.
 *
 *     STAGE_TRACE_FILE=trace.json NODE_OPTIONS="--import $PWD/apps/broker/bench/stage-trace.js" \
 *       wearwire bench run fan-in --rate 60k --target wearwire-disk
 *
 * It wraps public methods of the built broker, so the broker itself has no code for it. It records from `FROM_US` to
 * `TO_US` after the first event, then writes the file once. It costs about 0.3 µs per event.
 *
 *    due ─► read ─► turn end ─► handed over ─► stored ─► sent
 *
 * `due` is the scheduled time that the load generator writes into the payload; `read` is the handler of SUBMIT; `turn
 * end` is the flush of the stream; `handed over` is the call that writes a group, the chunks of one commit; `stored` is
 * when the event loop learns that the call has ended; `sent` is after the DISPATCH frames were passed to the socket
 * library. With the memory store, `turn end` is followed by `sent`. Works for one developer.
 */
import { writeFileSync } from 'node:fs';

const FROM_US = 2e6;
const TO_US = 5e6;
/** Resolution 1 µs, up to 0.2 s. */
const BUCKETS = 200_000;
/** The generator's payload ends with 15 digits of µs and `"}`. */
const TIME_DIGITS = 15;
const TAIL_LENGTH = 2;

const file = process.env.STAGE_TRACE_FILE;
const offsetUs = clockOffsetUs();
const nowUs = () => performance.now() * 1e3 + offsetUs;

/** Offset from `performance.now` to hrtime, the clock of the generator, from the attempt with the shortest delay. */
function clockOffsetUs() {
  let best = { widthUs: Infinity, offsetUs: 0 };
  for (let i = 0; i < 100; i++) {
    const before = performance.now() * 1e3;
    const middle = Number(process.hrtime.bigint()) / 1e3;
    const after = performance.now() * 1e3;
    const widthUs = after - before;
    if (widthUs < best.widthUs) best = { widthUs, offsetUs: middle - (before + after) / 2 };
  }
  return best.offsetUs;
}

/** The times between two stages: a histogram, weighted by events. */
class Stage {
  #counts = new Float64Array(BUCKETS);
  #sum = 0;
  #events = 0;

  add(us, events) {
    const bucket = Math.max(0, Math.min(BUCKETS - 1, Math.round(us)));
    this.#counts[bucket] += events;
    this.#sum += us * events;
    this.#events += events;
  }

  toJSON() {
    const at = (part) => {
      let left = part * this.#events;
      return this.#counts.findIndex((count) => {
        left -= count;
        return left <= 0;
      });
    };
    const round = (value) => Math.round(value * 10) / 10;
    return {
      events: this.#events,
      meanUs: round(this.#sum / this.#events),
      p50Us: at(0.5),
      p90Us: at(0.9),
      p99Us: at(0.99),
    };
  }
}

const stages = {
  'due to read': new Stage(),
  'read to turn end': new Stage(),
  'turn end to handed over': new Stage(),
  'handed over to stored': new Stage(),
  'stored to sent': new Stage(),
  'turn end to sent': new Stage(),
  'due to sent': new Stage(),
};
const groups = { count: 0, events: 0, chunks: 0 };

let firstUs = 0;
let isWritten = false;

function isRecording(us) {
  if (firstUs === 0) firstUs = us;
  if (us > firstUs + TO_US && !isWritten) {
    isWritten = true;
    writeFileSync(file, `${JSON.stringify({ stages, groups }, null, 2)}\n`);
  }
  return us > firstUs + FROM_US && !isWritten;
}

function timeOf(bytes, end) {
  let value = 0;
  for (let i = end - TAIL_LENGTH - TIME_DIGITS; i < end - TAIL_LENGTH; i++) {
    value = value * 10 + bytes[i] - 48;
  }
  return value;
}

function wrap(target, method, wrapper) {
  const original = target.prototype[method];
  target.prototype[method] = wrapper(original);
}

/** For each unsent chunk: the end of its turn, the time when it was stored, and the due times of its events. */
const chunks = new Map();
/** For each stream: read and due times of the events of its turn. */
const turns = new WeakMap();

/** Wraps the methods. One long function, because the wrappers share the state of a turn and of a group. */
async function trace() {
  const load = (path) => import(new URL(`../dist/${path}`, import.meta.url).href);
  const { DeveloperStream } = await load('stream/developer-stream.js');
  const { CommitQueue } = await load('storage/disk/commit/commit-queue.js');
  const { MemoryDeveloperLog } = await load('storage/memory/memory-event-log.js');
  const { SegmentWriter } = await load('storage/disk/segment/segment-writer.js');

  wrap(
    DeveloperStream,
    'submit',
    (original) =>
      function submit(bytes, scan, uid) {
        const turn = turns.get(this) ?? { read: [], due: [] };
        turns.set(this, turn);
        turn.read.push(nowUs());
        turn.due.push(timeOf(bytes, scan.dEnd));
        return original.call(this, bytes, scan, uid);
      },
  );

  /** The events of the turn that `flush` ends now; `undefined` outside of `flush`. */
  let ending;
  wrap(
    DeveloperStream,
    'flush',
    (original) =>
      function flush() {
        const us = nowUs();
        ending = turns.get(this);
        turns.delete(this);
        if (ending !== undefined && isRecording(us)) {
          ending.read.forEach((readUs, i) => {
            stages['due to read'].add(readUs - ending.due[i], 1);
            stages['read to turn end'].add(us - readUs, 1);
          });
        }
        original.call(this);
        ending = undefined;
      },
  );

  const appended = (chunk) => {
    if (ending !== undefined) chunks.set(chunk, { us: nowUs(), due: ending.due, storedUs: 0 });
  };
  /** Chunks that are not handed over yet. */
  let queued = [];
  wrap(
    CommitQueue,
    'append',
    (original) =>
      function append(appender, chunk) {
        appended(chunk);
        queued.push(chunk);
        return original.call(this, appender, chunk);
      },
  );
  wrap(
    MemoryDeveloperLog,
    'append',
    (original) =>
      function append(chunk) {
        appended(chunk);
        return original.call(this, chunk);
      },
  );

  const handedOver = (original) =>
    async function handOver(buffers) {
      const group = queued;
      queued = [];
      const us = nowUs();
      const result = await original.call(this, buffers);
      const storedUs = nowUs();
      const isKept = isRecording(us);
      if (isKept) groups.count++;
      for (const chunk of group) {
        const known = chunks.get(chunk);
        if (known === undefined) continue;
        known.storedUs = storedUs;
        if (!isKept) continue;
        groups.chunks++;
        groups.events += known.due.length;
        stages['turn end to handed over'].add(us - known.us, known.due.length);
        stages['handed over to stored'].add(storedUs - us, known.due.length);
      }
      return result;
    };
  wrap(SegmentWriter, 'commit', handedOver);
  wrap(SegmentWriter, 'write', handedOver);

  // `grown` sends the chunk to the consumers. A log may have joined chunks that were appended separately.
  wrap(
    DeveloperStream,
    'grown',
    (original) =>
      function grown(chunk) {
        original.call(this, chunk);
        const us = nowUs();
        const isKept = isRecording(us);
        const lastSeq = chunk.first + chunk.ends.length - 1;
        for (const [appendedChunk, { us: endUs, storedUs, due }] of chunks) {
          if (appendedChunk.first > lastSeq) break;
          chunks.delete(appendedChunk);
          if (!isKept) continue;
          if (storedUs > 0) stages['stored to sent'].add(us - storedUs, due.length);
          stages['turn end to sent'].add(us - endUs, due.length);
          for (const dueUs of due) stages['due to sent'].add(us - dueUs, 1);
        }
      },
  );
}

// The load generator starts the broker as `wearwire serve`; other processes inherit the variables.
if (file !== undefined && process.argv[2] === 'serve') await trace();
