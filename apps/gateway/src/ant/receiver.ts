/**
 * Receives all ANT+ sensors in range with one stick. Resets the stick, sets the network key and opens a
 * receive-only scan, which uses channel 0, with extended messages. The scan accepts every sensor, so none has to be
 * paired.
 */
import { StickError } from '../errors.js';
import { withTimeout } from '../with-timeout.js';
import type { AntStick } from './ant-stick.js';
import {
  AntMessageId,
  type AntPage,
  antCommand,
  HAS_CHANNEL_ID,
  HAS_RSSI,
  MessageSplitter,
  pageOf,
} from './messages.js';

/** The ANT+ network key, as published in open implementations such as openant. */
const ANT_PLUS_KEY = [0xb9, 0xa5, 0x21, 0xfb, 0xbd, 0x72, 0xc3, 0x45] as const;
/** The ANT+ frequency, 2,457 MHz, as the offset from 2,400 MHz. */
const ANT_PLUS_FREQUENCY_OFFSET_MHZ = 57;
const NETWORK = 0;
/** The channel that a scan uses. */
const CHANNEL = 0;
/** The first byte of a command that has no channel number. */
const FILLER = 0;
/** Channel type: bidirectional slave, which receives. */
const SLAVE_RECEIVE = 0x00;
/** A channel id of zeros matches all sensors. */
const ANY_SENSOR = [0, 0, 0, 0] as const;
/** Response code of an accepted command. */
const NO_ERROR = 0;

/** Timeouts for responses of a stick. */
interface ReceiverTimeouts {
  /** For the startup message after a reset; old sticks do not send it, so its absence is not an error. */
  readonly startupTimeoutMs: number;
  /** For the response to a command. */
  readonly responseTimeoutMs: number;
}

const TIMEOUTS: ReceiverTimeouts = { startupTimeoutMs: 600, responseTimeoutMs: 2_000 };

const SET_UP: readonly (readonly [name: string, id: number, ...content: number[]])[] = [
  ['network key', AntMessageId.NetworkKey, NETWORK, ...ANT_PLUS_KEY],
  ['channel', AntMessageId.AssignChannel, CHANNEL, SLAVE_RECEIVE, NETWORK],
  ['channel id', AntMessageId.ChannelId, CHANNEL, ...ANY_SENSOR],
  ['frequency', AntMessageId.RadioFrequency, CHANNEL, ANT_PLUS_FREQUENCY_OFFSET_MHZ],
  ['extended messages', AntMessageId.LibConfig, FILLER, HAS_CHANNEL_ID | HAS_RSSI],
  ['open scan', AntMessageId.OpenScan, FILLER],
];

export class AntReceiver {
  readonly #stick: AntStick;
  readonly #onPage: (page: AntPage) => void;
  readonly #timeouts: ReceiverTimeouts;
  /**
   * Resolves when nothing more is received: with the error of the stick or of `onPage`, or with `undefined` if the
   * stick was unplugged or closed.
   */
  readonly ended: Promise<unknown>;
  #onResponse: (id: number, code: number) => void = () => {};
  #onStartup: () => void = () => {};

  private constructor(
    stick: AntStick,
    onPage: (page: AntPage) => void,
    timeouts: ReceiverTimeouts,
  ) {
    this.#stick = stick;
    this.#onPage = onPage;
    this.#timeouts = timeouts;
    this.ended = this.#receive().catch((error: unknown) => error);
  }

  /** Configures the stick. On failure closes it and rejects with `StickError`. */
  static async start(
    stick: AntStick,
    onPage: (page: AntPage) => void,
    timeouts: ReceiverTimeouts = TIMEOUTS,
  ): Promise<AntReceiver> {
    const receiver = new AntReceiver(stick, onPage, timeouts);
    try {
      await receiver.#setUp();
      return receiver;
    } catch (error) {
      await stick.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#stick.send(antCommand(AntMessageId.Reset, FILLER)).catch(() => {});
    await this.#stick.close();
    await this.ended;
  }

  async #setUp(): Promise<void> {
    const started = new Promise<void>((resolve) => {
      this.#onStartup = resolve;
    });
    await this.#stick.send(antCommand(AntMessageId.Reset, FILLER));
    await withTimeout(started, this.#timeouts.startupTimeoutMs).catch(() => {});
    for (const [name, id, ...content] of SET_UP) await this.#command(name, id, content);
  }

  async #command(name: string, id: number, content: readonly number[]): Promise<void> {
    const response = new Promise<number>((resolve) => {
      this.#onResponse = (commandId, code) => {
        if (commandId === id) resolve(code);
      };
    });
    await this.#stick.send(antCommand(id, ...content));
    const code = await withTimeout(response, this.#timeouts.responseTimeoutMs).catch((cause) => {
      throw new StickError(
        `the ANT+ stick ${this.#stick.name} does not respond to the command "${name}"`,
        'unplug it and plug it in again',
        cause,
      );
    });
    if (code === NO_ERROR) return;
    throw new StickError(
      `the ANT+ stick ${this.#stick.name} rejects the command "${name}" with code ${code}`,
      'use a stick that supports continuous scanning mode, such as a USB2 or USB-m stick',
    );
  }

  async #receive(): Promise<void> {
    const splitter = new MessageSplitter();
    for await (const bytes of this.#stick.received) {
      for (const message of splitter.push(bytes)) {
        const { id, content } = message;
        if (id === AntMessageId.Startup) this.#onStartup();
        if (id === AntMessageId.ChannelResponse) this.#onResponse(content[1] ?? 0, content[2] ?? 0);
        const page = pageOf(message);
        if (page !== undefined) this.#onPage(page);
      }
    }
  }
}
