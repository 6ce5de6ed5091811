/** Producers and a live consumer on one stream; every event is recorded in a ledger. */
import { Opcode } from '@wearwire/protocol';
import type { StreamCheck } from '../check/stream-check.js';
import { RawClient } from '../client/raw-client.js';
import type { Target } from '../client/tokens.js';
import { LoadProducer } from './load-producer.js';
import { until } from './wait.js';

export interface LoadSize {
  readonly producers: number;
  readonly inFlightMax?: number;
  readonly eventsMax?: number;
  readonly padBytes?: number;
}

const SEQ_KEY = '"seq":';

export class Load implements Disposable {
  readonly producers: LoadProducer[] = [];
  readonly consumer: RawClient;
  /** Newest seq that the consumer received. */
  liveSeq = 0;

  private constructor(consumer: RawClient) {
    this.consumer = consumer;
  }

  /** Half of the producers number their events. `name` is the prefix of their user ids and must be new. */
  static async start(
    target: Target,
    check: StreamCheck,
    name: string,
    size: LoadSize,
  ): Promise<Load> {
    const onDispatch = check.live();
    const load = new Load(await RawClient.identified(target, 'monitor'));
    load.consumer.onFrame = (op, text) => {
      if (op !== Opcode.Dispatch) return;
      load.liveSeq = Number.parseInt(text.slice(text.lastIndexOf(SEQ_KEY) + SEQ_KEY.length), 10);
      onDispatch(text);
    };
    const open = async (i: number): Promise<void> => {
      const ledger = check.ledger(`${name}-${i}`);
      const options = { ...size, isNumbered: i % 2 === 0 };
      load.producers.push(await LoadProducer.open(target, ledger, options));
    };
    await Promise.all(Array.from({ length: size.producers }, (_, i) => open(i)));
    return load;
  }

  /** Whether every event that was sent is acknowledged. */
  get isAcknowledged(): boolean {
    return this.producers.every(({ isAcknowledged }) => isAcknowledged);
  }

  /** Close codes of the producers that were closed. */
  get closeCodes(): readonly number[] {
    return this.producers.flatMap(({ client }) => client.close?.code ?? []);
  }

  /** Stops sending and waits until each connected producer has all acknowledgements. Returns `false` on timeout. */
  async drain(timeoutMs?: number): Promise<boolean> {
    for (const producer of this.producers) producer.stopSending();
    return until(
      () => this.producers.every(({ isAcknowledged, client }) => isAcknowledged || !client.isOpen),
      timeoutMs,
    );
  }

  [Symbol.dispose](): void {
    for (const producer of this.producers) producer[Symbol.dispose]();
    this.consumer[Symbol.dispose]();
  }
}

/** Submits one event and waits for its acknowledgement. Throws if none arrives. */
export async function submitOne(
  target: Target,
  check: StreamCheck,
  uid: string,
  timeoutMs?: number,
): Promise<void> {
  const ledger = check.ledger(uid);
  using producer = await LoadProducer.open(target, ledger, { isNumbered: true, eventsMax: 1 });
  if (producer.isAcknowledged) return;
  await producer.client.next(Opcode.Ack, timeoutMs);
}
