/** A consumer and a producer of one developer, with the stream's newest seq known. */
import { Deviation, demand, demandSame, shown } from '../verdict.js';
import type { Dispatch, Peer } from './peer.js';
import type { IdentifyOptions, Scene } from './scene.js';

export class Stream {
  readonly consumer: Peer;
  readonly producer: Peer;
  readonly user: string;
  /** Of the last event that was seen. */
  seq = 0;

  private constructor(consumer: Peer, producer: Peer, user: string) {
    this.consumer = consumer;
    this.producer = producer;
    this.user = user;
  }

  static async open(scene: Scene, options: IdentifyOptions): Promise<Stream> {
    const user = options.user ?? scene.newUser();
    const consumer = await scene.consumer(options);
    const producer = await scene.producer({ ...options, user });
    const stream = new Stream(consumer, producer, user);
    producer.send(submit('{"first":true}', '"MARK"'));
    stream.seq = (await consumer.takeDispatch('the first event')).seq;
    demand(stream.seq >= 1, `seq ${stream.seq}`);
    return stream;
  }

  /** Submits and expects exactly this DISPATCH, as the next frame and with the next seq. */
  async passes(d: string, t = '"HEART_RATE"', frame = submit(d, t)): Promise<void> {
    this.producer.send(frame);
    const { text } = await this.consumer.takeDispatch(`the DISPATCH of ${shown(frame)}`);
    this.seq++;
    const expected = this.dispatchText(this.seq, d, t);
    if (text !== expected) throw new Deviation(`${shown(text)} instead of ${shown(expected)}`);
  }

  /** The text that a DISPATCH of this stream's user must have. */
  dispatchText(seq: number, d: string, t: string): string {
    return `{"op":5,"d":${d},"uid":${JSON.stringify(this.user)},"seq":${seq},"t":${t}}`;
  }

  /** Submits `count` events, numbered in `d.n`, and waits until all have come, in order. Returns them. */
  async fill(count: number): Promise<Dispatch[]> {
    await submitMany(this.producer, count);
    const events = await this.consumer.takeDispatches(count);
    demandSame(seqsOf(events), upFrom(this.seq + 1, count), 'seqs');
    this.seq += count;
    return events;
  }

  /**
   * Sends REPLAYs and returns what they brought. Two more REPLAYs, of one event each and the later
   * event first, mark the end: what ascends cannot look like that.
   */
  async replay(...wanted: readonly object[]): Promise<Dispatch[]> {
    const { consumer, seq } = this;
    const last = { after: seq - 1, before: seq + 1 };
    const lastButOne = { after: seq - 2, before: seq };
    for (const d of [...wanted, last, lastButOne]) consumer.send({ op: 7, d });
    const events: Dispatch[] = [];
    while (events.at(-2)?.seq !== seq || events.at(-1)?.seq !== seq - 1) {
      events.push(await consumer.takeDispatch(`the end of ${JSON.stringify(wanted)}`));
    }
    return events.slice(0, -2);
  }
}

/** A stream with `count` more events in it, and the seq of the first of them. */
export async function filledStream(
  scene: Scene,
  count: number,
): Promise<{ stream: Stream; first: number }> {
  const stream = await scene.stream();
  const first = stream.seq + 1;
  await stream.fill(count);
  return { stream, first };
}

/** Events of one turn: so many are sent before others get their turn. */
const EVENTS_A_TURN = 100;

/** Submits readings `{"n":0}`, `{"n":1}` …; with `rest` as further members of each. */
export async function submitMany(producer: Peer, count: number, rest = ''): Promise<void> {
  for (let n = 0; n < count; n++) {
    if (n % EVENTS_A_TURN === EVENTS_A_TURN - 1) await new Promise(setImmediate);
    producer.send(submit(`{"n":${n}${rest}}`));
  }
}

/** A SUBMIT whose `d` and `t` are spelt as given. */
export function submit(d: string, t = '"HEART_RATE"'): string {
  return `{"op":6,"d":${d},"t":${t}}`;
}

export function seqsOf(events: readonly Dispatch[]): number[] {
  return events.map((event) => event.seq);
}

/** `count` numbers from `first` on. */
export function upFrom(first: number, count: number): number[] {
  return Array.from({ length: Math.max(0, count) }, (_, i) => first + i);
}
