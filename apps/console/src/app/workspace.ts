/** The state that exists while a developer is signed in. It outlives the components that show it. */
import type { BrokerApi, BrokerInfo } from '../broker/broker-api.js';
import { Monitor } from '../broker/monitor.js';
import { PaintLoop } from '../draw/paint-loop.js';
import { LiveReadings } from '../live/live-readings.js';
import { FrameLog } from '../stream/frame-log.js';
import { Value } from '../ui/value.js';

interface Closable {
  close(): Promise<void>;
}

export class Workspace {
  readonly api: BrokerApi;
  readonly paintLoop = new PaintLoop();
  readonly live = new LiveReadings();
  readonly log = new FrameLog();
  readonly monitor: Monitor;
  readonly info = new Value<BrokerInfo | undefined>(undefined);

  readonly #viewStates = new Map<string, Closable>();

  constructor(api: BrokerApi) {
    this.api = api;
    this.monitor = new Monitor(api, {
      event: (event) => this.live.accept(event),
      traffic: (traffic) => this.log.add('monitor', traffic),
    });
    this.monitor.status.follow(() => {
      if (this.monitor.status.current.kind === 'live') this.#loadInfo();
    });
  }

  /** Called after each connect, because the page may have reached another broker. */
  #loadInfo(): void {
    this.api.info().then(
      (info) => {
        this.info.current = info;
      },
      () => {}, // The monitor reports a broker that does not respond.
    );
  }

  /**
   * Returns a view's state, which is preserved while other views are shown; creates it on first use. It is closed with
   * the workspace.
   */
  viewState<T extends Closable>(view: string, create: () => T): T {
    const known = this.#viewStates.get(view) as T | undefined;
    if (known !== undefined) return known;
    const state = create();
    this.#viewStates.set(view, state);
    return state;
  }

  async close(): Promise<void> {
    this.paintLoop.stop();
    await Promise.all([...this.#viewStates.values()].map((state) => state.close()));
    await this.monitor.stop();
  }
}
