/**
 * One consumer: checks and counts each event and records its latency. All of it is hot path; the state that
 * the consumers of a process share is in `SharedState`.
 */
import { StreamCheck } from '../check/stream-check.js';
import type { Violations } from '../check/violations.js';
import type { Recording } from '../measure/recording.js';
import { isIntact, PayloadFields, payloadOf, readPayload } from '../payload.js';
import type { Sink } from '../wire.js';
import { kindOfProducer, type Layout } from './layout.js';
import type { LoadClient } from './load-client.js';

export interface SharedState {
  readonly layout: Layout;
  readonly violations: Violations;
  recording: Recording | undefined;
  /** Time of the read that is being processed. */
  arrivedUs: number;
  checked: number;
  /** Marks a stream whose producers must be notified about deliveries. */
  markDelivered(stream: number): void;
}

/** Shared by all consumers: written and read while one event is processed. */
const fields = new PayloadFields();

export class Consumer implements Sink {
  readonly stream: number;
  readonly check: StreamCheck;
  client: LoadClient | undefined;
  /** Whether producers in a closed loop wait for this consumer. */
  isAwaited = true;
  /** Events received. */
  events = 0;
  /** Time of the last event. */
  lastUs = 0;
  readonly #shared: SharedState;
  readonly #templates: Buffer[];

  constructor(shared: SharedState, stream: number) {
    const { layout, violations } = shared;
    const first = layout.firstProducer[stream] as number;
    const count = layout.producerCount[stream] as number;
    this.stream = stream;
    this.#shared = shared;
    this.check = new StreamCheck(first, count, violations);
    this.#templates = Array.from({ length: count }, (_, local) =>
      templateOf(kindOfProducer(layout, first + local)),
    );
  }

  event(bytes: Buffer, payloadAt: number, payloadLength: number, seq: number): void {
    const shared = this.#shared;
    shared.checked++;
    this.events++;
    this.lastUs = shared.arrivedUs;
    if (!readPayload(bytes, payloadAt, payloadLength, fields)) {
      shared.violations.damaged++;
      return;
    }
    const local = fields.producer - this.check.firstProducer;
    const template = this.#templates[local];
    if (template === undefined) {
      shared.violations.misrouted++;
      return;
    }
    if (!isIntact(bytes, payloadAt, payloadLength, template)) shared.violations.damaged++;
    if (seq !== 0) this.check.receivedSeq(seq);
    this.check.received(local, fields.number);
    shared.markDelivered(this.stream);
    const { recording } = shared;
    if (recording === undefined) return;
    const group = shared.layout.producerGroup[fields.producer] as number;
    recording.received(group, fields.timeUs, shared.arrivedUs);
  }

  heartbeatAnswered(): void {}

  reply(message: string | Uint8Array): void {
    this.client?.connection.send(message);
  }
}

const templates = new Map<string, Buffer>();

/** One template per kind of payload; the digits are not compared. */
function templateOf(kind: Parameters<typeof payloadOf>[1]): Buffer {
  let template = templates.get(kind);
  if (template === undefined) {
    template = payloadOf(0, kind);
    templates.set(kind, template);
  }
  return template;
}
