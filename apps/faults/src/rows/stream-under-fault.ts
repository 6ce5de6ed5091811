/** Shared by the disk faults: a broker under load, and the checks after it accepts events again. */
import type { BrokerProcess } from '../broker/broker-process.js';
import { replayNewEvents } from '../check/replay.js';
import { StreamCheck } from '../check/stream-check.js';
import type { Target } from '../client/tokens.js';
import { Load, submitOne } from '../load/load.js';
import type { RowContext } from '../row.js';
import { openTarget } from '../tamper/tampering-proxy.js';

const LOAD = { producers: 4, inFlightMax: 50 };

export interface UnderLoad {
  readonly broker: BrokerProcess;
  readonly load: Load;
}

/** One stream, served by one broker after another on the same directory. */
export class StreamUnderFault {
  readonly #check: StreamCheck;
  readonly #context: RowContext;
  readonly #start: () => Promise<BrokerProcess>;
  #loads = 0;

  constructor(context: RowContext, start: () => Promise<BrokerProcess>) {
    this.#context = context;
    this.#start = start;
    this.#check = new StreamCheck(context.tally);
  }

  /**
   * Starts a broker and a load, then calls `fault`. Kills the broker afterwards if `fault` did not end it.
   */
  async underLoad(fault: (run: UnderLoad) => Promise<void>): Promise<void> {
    await using broker = await this.#start();
    await using target = await openTarget(broker, this.#context.mutation);
    using load = await Load.start(target, this.#check, `load${++this.#loads}`, LOAD);
    await fault({ broker, load });
  }

  /** Starts a new broker, waits until it acknowledges an event, and checks the stream. */
  async checkWithNewBroker(faultAtMs: number): Promise<void> {
    await using broker = await this.#start();
    await using target = await openTarget(broker, this.#context.mutation);
    await this.#submitAndCheck(target, faultAtMs);
  }

  /** Stops the load, waits until this broker acknowledges an event, and checks the stream. */
  async checkWithSameBroker({ broker, load }: UnderLoad, faultAtMs: number): Promise<void> {
    await load.drain();
    await this.#submitAndCheck(broker, faultAtMs);
  }

  /** Waits until an event is acknowledged, then replays the events since the last check and checks them. */
  async #submitAndCheck(target: Target, faultAtMs: number): Promise<void> {
    await submitOne(target, this.#check, `again${++this.#loads}`);
    this.#context.tally.outagesMs.push(performance.now() - faultAtMs);
    await replayNewEvents(target, this.#check);
  }
}
