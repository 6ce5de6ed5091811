/** The state that exists while a developer is signed in. Components read it and do not own it. */
import type { BrokerApi, BrokerInfo } from '../broker/broker-api.js';
import { Monitor } from '../broker/monitor.js';
import { FrameLoop } from '../draw/frame-loop.js';
import { LiveReadings } from '../live/live-readings.js';
import { FrameLog } from '../stream/frame-log.js';
import { Value } from '../ui/value.js';

interface Part {
  close(): Promise<void>;
}

export class Workspace {
  readonly api: BrokerApi;
  readonly frames = new FrameLoop();
  readonly live = new LiveReadings();
  readonly log = new FrameLog();
  readonly monitor: Monitor;
  readonly info = new Value<BrokerInfo | undefined>(undefined);

  readonly #parts = new Map<string, Part>();

  constructor(api: BrokerApi) {
    this.api = api;
    this.monitor = new Monitor(api, {
      event: (event) => this.live.accept(event),
      traffic: (traffic) => this.log.add('monitor', traffic),
    });
    this.monitor.status.follow(() => {
      if (this.monitor.status.current.kind === 'live') this.#learn();
    });
  }

  /** Called after each connect, because it may be another broker. */
  #learn(): void {
    this.api.info().then(
      (info) => {
        this.info.current = info;
      },
      () => {}, // The monitor detects and reports it.
    );
  }

  /** State of a view that is preserved while other views are shown: created on first use, closed with the workspace. */
  part<T extends Part>(name: string, create: () => T): T {
    const known = this.#parts.get(name) as T | undefined;
    if (known !== undefined) return known;
    const part = create();
    this.#parts.set(name, part);
    return part;
  }

  async close(): Promise<void> {
    this.frames.stop();
    await Promise.all([...this.#parts.values()].map((part) => part.close()));
    await this.monitor.stop();
  }
}
