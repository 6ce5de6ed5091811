/** What the faults of the disk share: a broker under load in a directory, and what is judged when it serves again. */
import type { BrokerProcess } from '../broker/broker-process.js';
import { replay } from '../check/replay.js';
import { StreamCheck } from '../check/stream-check.js';
import type { Target } from '../client/tokens.js';
import { Load, serveOne } from '../load/load.js';
import type { RowContext } from '../row.js';
import { reach } from '../tamper/tampering-proxy.js';

const LOAD = { producers: 4, window: 50 };

export interface UnderLoad {
  readonly broker: BrokerProcess;
  readonly load: Load;
  /** How the producers that are gone were closed. */
  closes(): readonly number[];
}

/** A stream over the lives of the brokers that have its directory. */
export class StreamUnderFault {
  readonly check: StreamCheck;
  readonly #context: RowContext;
  readonly #start: () => Promise<BrokerProcess>;
  #loads = 0;

  constructor(context: RowContext, start: () => Promise<BrokerProcess>) {
    this.#context = context;
    this.#start = start;
    this.check = new StreamCheck(context.tally);
  }

  /** Starts a broker and a load on it, and lets the fault happen. The broker is ended by the caller or here. */
  async underLoad(fault: (run: UnderLoad) => Promise<void>): Promise<void> {
    await using broker = await this.#start();
    await using target = await reach(broker, this.#context.mutation);
    using load = await Load.start(target, this.check, `load${++this.#loads}`, LOAD);
    await fault({ broker, load, closes: () => closesOf(load) });
  }

  /** Starts a broker and settles on it. */
  async settleAnew(faultAtMs: number): Promise<void> {
    await using broker = await this.#start();
    await using target = await reach(broker, this.#context.mutation);
    await this.#settle(target, faultAtMs);
  }

  /** Settles on the broker that is under load; the load rests from then on. */
  async settleHere({ broker, load }: UnderLoad, faultAtMs: number): Promise<void> {
    await load.rest();
    await this.#settle(broker, faultAtMs);
  }

  /** An event is acknowledged again; then everything that is new is replayed and judged. */
  async #settle(target: Target, faultAtMs: number): Promise<void> {
    const { check } = this;
    await serveOne(target, check, `again${++this.#loads}`);
    this.#context.tally.awayMs.push(performance.now() - faultAtMs);
    await replay(target, { after: check.settledSeq }, (text) => check.replayNew(text));
    check.settle();
  }
}

function closesOf(load: Load): number[] {
  return load.producers.flatMap(({ client }) =>
    client.close === undefined ? [] : [client.close.code],
  );
}
