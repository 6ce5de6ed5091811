/**
 * Finds plugged-in ANT+ sticks at an interval, opens and configures them, and reopens sticks that come back.
 */
import type { Clock } from '@wearwire/client-core';
import { messageOf } from '../errors.js';
import type { FindSticks, FoundStick } from './ant-stick.js';
import type { AntPage } from './messages.js';
import { AntReceiver } from './receiver.js';

export interface StickPorts {
  readonly find: FindSticks;
  readonly clock: Clock;
  readonly stickLookMs: number;
  page(page: AntPage, stick: string): void;
  notice(message: string): void;
  changed(): void;
}

export class StickKeeper {
  readonly #ports: StickPorts;
  readonly #receivers = new Map<string, AntReceiver>();
  /** The last notice about each stick that cannot be opened. */
  readonly #told = new Map<string, string>();
  #timer: unknown;
  #isClosed = false;

  constructor(ports: StickPorts) {
    this.#ports = ports;
  }

  /** Names of the sticks that are receiving. */
  get sticks(): readonly string[] {
    return [...this.#receivers.keys()];
  }

  /** Resolves after the first search with the error that it met, if any; that error gives no notice. */
  async open(): Promise<unknown> {
    let failure: unknown;
    await this.#look((_name, error) => {
      failure = error;
    });
    this.#lookLater();
    return failure;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#ports.clock.clearTimeout(this.#timer);
    await Promise.all([...this.#receivers.values()].map((receiver) => receiver.close()));
  }

  #lookLater(): void {
    if (this.#isClosed) return;
    this.#timer = this.#ports.clock.setTimeout(() => {
      void this.#look((name, error) => this.#tell(name, messageOf(error))).then(() =>
        this.#lookLater(),
      );
    }, this.#ports.stickLookMs);
  }

  async #look(failed: (name: string, error: unknown) => void): Promise<void> {
    try {
      for (const found of await this.#ports.find()) {
        if (this.#receivers.has(found.name) || this.#isClosed) continue;
        await this.#start(found).catch((error) => failed(found.name, error));
      }
    } catch (error) {
      failed('usb', error);
    }
  }

  async #start(found: FoundStick): Promise<void> {
    const stick = await found.open();
    const receiver = await AntReceiver.start(stick, (page) => this.#ports.page(page, found.name));
    this.#receivers.set(found.name, receiver);
    this.#told.delete(found.name);
    this.#ports.changed();
    void receiver.ended.then(() => {
      this.#receivers.delete(found.name);
      if (this.#isClosed) return;
      this.#ports.notice(`the ANT+ stick ${found.name} was unplugged; waiting for it`);
      this.#ports.changed();
      void stick.close();
    });
  }

  /** Gives a notice once while the failure of a stick stays the same, not on each search. */
  #tell(name: string, message: string): void {
    if (this.#told.get(name) === message) return;
    this.#told.set(name, message);
    this.#ports.notice(message);
  }
}
