/**
 * The clients of a run: streams with their producers and consumers, by number. Each process gets the whole
 * layout as typed arrays and runs a share of the clients. The producers of a stream have consecutive numbers,
 * so a consumer keeps counters for the producers of its own stream only.
 */
import { PAYLOAD_KINDS, type PayloadKind } from '../payload.js';
import type { ClientIdentity } from '../wire.js';

const KINDS = Object.keys(PAYLOAD_KINDS) as readonly PayloadKind[];

export interface Layout {
  /** Number of streams. */
  readonly streams: number;
  /** One entry per producer. */
  readonly producerStream: Uint32Array;
  readonly producerKind: Uint8Array;
  /** Index into `groups`. */
  readonly producerGroup: Uint8Array;
  /** One entry per consumer. */
  readonly consumerStream: Uint32Array;
  /** One entry per stream. */
  readonly firstProducer: Uint32Array;
  readonly producerCount: Uint32Array;
  /** Latency is recorded per group. */
  readonly groups: readonly string[];
}

/** Producers of one stream with the same payload kind and group. */
export interface ProducersPlan {
  readonly stream: number;
  readonly count: number;
  readonly kind?: PayloadKind;
  readonly group?: string;
}

/** `producers`: ordered by stream; `consumersOf`: number of consumers of a stream. */
export function layoutOf(
  streams: number,
  producers: Iterable<ProducersPlan>,
  consumersOf: (stream: number) => number,
): Layout {
  const producerStream: number[] = [];
  const producerKind: number[] = [];
  const producerGroup: number[] = [];
  const groups: string[] = [];
  const firstProducer = new Uint32Array(streams);
  const producerCount = new Uint32Array(streams);
  for (const { stream, count, kind = 'heart-rate', group = 'all' } of producers) {
    if (!groups.includes(group)) groups.push(group);
    if (producerCount[stream] === 0) firstProducer[stream] = producerStream.length;
    producerCount[stream]! += count;
    for (let i = 0; i < count; i++) {
      producerStream.push(stream);
      producerKind.push(KINDS.indexOf(kind));
      producerGroup.push(groups.indexOf(group));
    }
  }
  const consumerStream: number[] = [];
  for (let stream = 0; stream < streams; stream++) {
    for (let i = 0; i < consumersOf(stream); i++) consumerStream.push(stream);
  }
  return {
    streams,
    producerStream: Uint32Array.from(producerStream),
    producerKind: Uint8Array.from(producerKind),
    producerGroup: Uint8Array.from(producerGroup),
    consumerStream: Uint32Array.from(consumerStream),
    firstProducer,
    producerCount,
    groups,
  };
}

export function producerIdentity(layout: Layout, number: number): ClientIdentity {
  return { role: 'producer', number, stream: layout.producerStream[number] as number };
}

export function consumerIdentity(layout: Layout, number: number): ClientIdentity {
  return { role: 'consumer', number, stream: layout.consumerStream[number] as number };
}

export function kindOfProducer(layout: Layout, number: number): PayloadKind {
  return KINDS[layout.producerKind[number] as number] as PayloadKind;
}

export function consumersPerStreamMax(layout: Layout): number {
  const counts = new Uint32Array(layout.streams);
  for (const stream of layout.consumerStream) counts[stream]!++;
  return counts.reduce((max, count) => Math.max(max, count), 0);
}
