/** Keeps every BlueZ adapter scanning while it is switched on. */
import { messageOf } from '../../errors.js';
import { nameOf } from './object-paths.js';
import { ADAPTER, type ObjectTree } from './object-tree.js';
import type { SystemBus } from './system-bus.js';

/** Wait before another attempt to start a scan. */
const RETRY_MS = 1_000;

export interface DiscoveryPorts {
  readonly tree: ObjectTree;
  bus(): SystemBus | undefined;
  notice(message: string): void;
}

export class Discovery {
  readonly #ports: DiscoveryPorts;
  readonly #scanning = new Set<string>();
  #isClosed = false;

  constructor(ports: DiscoveryPorts) {
    this.#ports = ports;
  }

  /** Starts a scan on an adapter that is not scanning; retries if BlueZ refuses. */
  async start(adapter: string): Promise<void> {
    if (this.#isClosed) return;
    const { tree, notice } = this.#ports;
    if (tree.get(adapter, ADAPTER)?.Powered !== true) {
      return notice(`Bluetooth adapter ${nameOf(adapter)} is off; run "bluetoothctl power on"`);
    }
    const bus = this.#ports.bus();
    if (bus === undefined || this.#scanning.has(adapter)) return;
    this.#scanning.add(adapter);
    const filter = { Transport: bus.variant('s', 'le'), DuplicateData: bus.variant('b', true) };
    try {
      await bus.call(adapter, ADAPTER, 'SetDiscoveryFilter', 'a{sv}', [filter]);
      await bus.call(adapter, ADAPTER, 'StartDiscovery');
    } catch (error) {
      this.#scanning.delete(adapter);
      notice(`cannot scan with ${nameOf(adapter)}: ${messageOf(error)}`);
      setTimeout(() => void this.start(adapter), RETRY_MS).unref();
    }
  }

  /** Records that the scan of an adapter has ended, because it was switched on or off or removed. */
  markEnded(adapter: string): void {
    this.#scanning.delete(adapter);
  }

  /** Records that all scans have ended, because BlueZ has stopped. */
  clear(): void {
    this.#scanning.clear();
  }

  /** Stops all scans. Never rejects. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const adapter of this.#scanning) {
      await this.#ports
        .bus()
        ?.call(adapter, ADAPTER, 'StopDiscovery')
        .catch(() => {});
    }
  }
}
