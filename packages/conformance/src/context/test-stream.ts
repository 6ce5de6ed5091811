/** A consumer and a producer of one developer, for checks that need a stream of events. */
import { assert, assertSame, Deviation, formatValue } from '../verdict.js';
import type { Dispatch, TestClient } from './test-client.js';

export class TestStream {
  readonly consumer: TestClient;
  readonly producer: TestClient;
  readonly user: string;
  /** Seq of the newest event received. */
  seq = 0;

  private constructor(consumer: TestClient, producer: TestClient, user: string) {
    this.consumer = consumer;
    this.producer = producer;
    this.user = user;
  }

  /** Submits one event to determine the newest seq. `user`: the producer's user. */
  static async open(consumer: TestClient, producer: TestClient, user: string): Promise<TestStream> {
    const stream = new TestStream(consumer, producer, user);
    producer.send(submit('{"first":true}', '"MARK"'));
    stream.seq = (await consumer.nextDispatch('the first event')).seq;
    assert(stream.seq >= 1, `seq ${stream.seq}`);
    return stream;
  }

  /**
   * Submits a reading and asserts that the consumer's next frame is its DISPATCH, byte for byte, with the
   * next seq.
   */
  async roundTrip(d: string, t = '"HEART_RATE"', frame = submit(d, t)): Promise<void> {
    this.producer.send(frame);
    const { text } = await this.consumer.nextDispatch(`the DISPATCH of ${formatValue(frame)}`);
    this.seq++;
    const expected = this.dispatchText(this.seq, d, t);
    if (text !== expected)
      throw new Deviation(`${formatValue(text)} instead of ${formatValue(expected)}`);
  }

  /** The text expected of a DISPATCH of this stream's user. */
  dispatchText(seq: number, d: string, t: string): string {
    return `{"op":5,"d":${d},"uid":${JSON.stringify(this.user)},"seq":${seq},"t":${t}}`;
  }

  /** Submits `count` readings, numbered in `d.n`, and returns their DISPATCHes; asserts consecutive seqs. */
  async fill(count: number): Promise<Dispatch[]> {
    await submitMany(this.producer, count);
    const events = await this.consumer.nextDispatches(count);
    assertSame(seqsOf(events), consecutive(this.seq + 1, count), 'seqs');
    this.seq += count;
    return events;
  }

  /**
   * Sends REPLAYs and returns the replayed events. Two further REPLAYs of one event each, the newer event
   * first, mark the end: within a replay and among live events seqs ascend, so only the end has this order.
   */
  async replay(...requests: readonly object[]): Promise<Dispatch[]> {
    const { consumer, seq } = this;
    const last = { after: seq - 1, before: seq + 1 };
    const lastButOne = { after: seq - 2, before: seq };
    for (const d of [...requests, last, lastButOne]) consumer.send({ op: 7, d });
    const events: Dispatch[] = [];
    while (events.at(-2)?.seq !== seq || events.at(-1)?.seq !== seq - 1) {
      events.push(await consumer.nextDispatch(`the end of ${JSON.stringify(requests)}`));
    }
    return events.slice(0, -2);
  }
}

/** Requests a replay of the `count` events after a seq; each must arrive live and replayed. */
export async function expectLiveAndReplayed(
  consumer: TestClient,
  after: number,
  count: number,
): Promise<void> {
  consumer.send({ op: 7, d: { after } });
  const seen = seqsOf(await consumer.nextDispatches(count * 2, 'each event live and replayed'));
  const twice = consecutive(after + 1, count).flatMap((seq) => [seq, seq]);
  assertSame(
    seen.sort((a, b) => a - b),
    twice,
    'seqs, each live and replayed',
  );
}

/** SUBMITs sent before the event loop gets a turn. */
const SUBMITS_PER_TURN = 100;

/** Submits the readings `{"n":0}`, `{"n":1}` …; `rest` is JSON text inserted before each closing brace. */
export async function submitMany(producer: TestClient, count: number, rest = ''): Promise<void> {
  for (let n = 0; n < count; n++) {
    if (n % SUBMITS_PER_TURN === SUBMITS_PER_TURN - 1) await new Promise(setImmediate);
    producer.send(submit(`{"n":${n}${rest}}`));
  }
}

/** The text of a SUBMIT with exactly these texts for `d` and `t`. */
export function submit(d: string, t = '"HEART_RATE"'): string {
  return `{"op":6,"d":${d},"t":${t}}`;
}

export function seqsOf(events: readonly Dispatch[]): number[] {
  return events.map((event) => event.seq);
}

/** `count` consecutive numbers, starting with `first`. */
export function consecutive(first: number, count: number): number[] {
  return Array.from({ length: Math.max(0, count) }, (_, i) => first + i);
}
