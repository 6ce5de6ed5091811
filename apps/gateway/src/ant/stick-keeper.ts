/**
 * Finds plugged-in ANT+ sticks at an interval, opens and configures them, and reopens sticks that are plugged in again.
 */
import type { Clock } from '@wearwire/client-core';
import { messageOf } from '../errors.js';
import type { FindSticks, FoundStick } from './ant-stick.js';
import type { AntPage } from './messages.js';
import { AntReceiver } from './receiver.js';

export interface StickPorts {
  readonly find: FindSticks;
  readonly clock: Clock;
  readonly stickSearchMs: number;
  /** Called with each page and the name of the stick that received it. Must not throw. */
  page(page: AntPage, stick: string): void;
  notice(message: string): void;
}

export class StickKeeper {
  readonly #ports: StickPorts;
  readonly #receivers = new Map<string, AntReceiver>();
  /** The last notice about each stick that cannot be opened, by name; `usb` for a failure of the search. */
  readonly #reported = new Map<string, string>();
  #timer: unknown;
  #isClosed = false;

  constructor(ports: StickPorts) {
    this.#ports = ports;
  }

  /** Names of the sticks that are receiving. */
  get sticks(): readonly string[] {
    return [...this.#receivers.keys()];
  }

  /** Resolves after the first search, with its error, if any. That error is not reported as a notice. */
  async open(): Promise<unknown> {
    let failure: unknown;
    await this.#search((_name, error) => {
      failure = error;
    });
    this.#scheduleSearch();
    return failure;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#ports.clock.clearTimeout(this.#timer);
    await Promise.all([...this.#receivers.values()].map((receiver) => receiver.close()));
  }

  #scheduleSearch(): void {
    if (this.#isClosed) return;
    this.#timer = this.#ports.clock.setTimeout(() => {
      void this.#search((name, error) => this.#report(name, messageOf(error))).then(() =>
        this.#scheduleSearch(),
      );
    }, this.#ports.stickSearchMs);
  }

  async #search(onFailure: (name: string, error: unknown) => void): Promise<void> {
    try {
      for (const found of await this.#ports.find()) {
        if (this.#receivers.has(found.name) || this.#isClosed) continue;
        await this.#start(found).catch((error) => onFailure(found.name, error));
      }
    } catch (error) {
      onFailure('usb', error);
    }
  }

  async #start(found: FoundStick): Promise<void> {
    const stick = await found.open();
    const receiver = await AntReceiver.start(stick, (page) => this.#ports.page(page, found.name));
    this.#receivers.set(found.name, receiver);
    this.#reported.delete(found.name);
    void receiver.ended.then((error) => {
      this.#receivers.delete(found.name);
      if (this.#isClosed) return;
      const end =
        error === undefined
          ? 'was unplugged; waiting until it is plugged in again'
          : `stopped receiving (${messageOf(error)}); trying to open it again`;
      this.#ports.notice(`the ANT+ stick ${found.name} ${end}`);
      void stick.close();
    });
  }

  /** Sends a notice if the failure of a stick differs from the last one, not on each search. */
  #report(name: string, message: string): void {
    if (this.#reported.get(name) === message) return;
    this.#reported.set(name, message);
    this.#ports.notice(message);
  }
}
