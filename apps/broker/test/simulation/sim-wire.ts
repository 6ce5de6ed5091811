/**
 * A network in one process: each connection has two queues of delayed messages, on a virtual clock. It can break (both
 * ends detect it, at different times) or fail silently (neither end detects it). As on TCP, the messages of one
 * direction arrive in order.
 */

import type { Socket, SocketHandlers } from '@wearwire/client-core';
import type { VirtualClock } from '@wearwire/client-core/testing';
import { grantOf } from '@wearwire/protocol/server';
import { Connection } from '../../src/gateway/connection.js';
import type { Gateway } from '../../src/gateway/gateway.js';
import type { Link } from '../../src/sockets/port.js';
import { type Chunk, chunkCount, chunkFrame } from '../../src/storage/chunk.js';

const LATENCY_MAX_MS = 80;
/** Bytes in flight to a client before its link is full. */
const LINK_BYTES_MAX = 2_000;

/** One direction: messages arrive later, in order. */
class Pipe {
  readonly #clock: VirtualClock;
  readonly #random: () => number;
  #lastAtMs = 0;
  isSilent = false;

  constructor(clock: VirtualClock, random: () => number) {
    this.#clock = clock;
    this.#random = random;
  }

  send(arrive: () => void): void {
    const atMs = this.#clock.now() + this.#random() * LATENCY_MAX_MS;
    this.#lastAtMs = Math.max(this.#lastAtMs, atMs);
    this.#clock.setTimeout(() => {
      if (!this.isSilent) arrive();
    }, this.#lastAtMs - this.#clock.now());
  }
}

export class SimConnection implements Link {
  readonly socket: Socket;
  readonly #clock: VirtualClock;
  readonly #random: () => number;
  readonly #handlers: SocketHandlers;
  readonly #toServer: Pipe;
  readonly #toClient: Pipe;
  #server: Connection | undefined;
  #isClientClosed = false;
  #isServerClosed = false;
  #bytesToClient = 0;

  /** `gateway`: undefined while the broker is down. */
  constructor(
    url: string,
    handlers: SocketHandlers,
    gateway: Gateway | undefined,
    clock: VirtualClock,
    random: () => number,
    /** Called with each text of the client when it reaches the server. */
    onText: (text: string) => void,
  ) {
    this.#clock = clock;
    this.#random = random;
    this.#handlers = handlers;
    this.#toServer = new Pipe(clock, random);
    this.#toClient = new Pipe(clock, random);
    this.socket = this.#makeSocket(onText);
    this.#toServer.send(() => {
      if (gateway === undefined) return this.#closeClient(1006, '');
      this.#toClient.send(() => this.#handlers.opened());
      this.#server = new Connection(
        gateway,
        this,
        '127.0.0.1',
        grantOf(new URL(url).searchParams),
        () => {},
      );
    });
  }

  get server(): Connection | undefined {
    return this.#isServerClosed ? undefined : this.#server;
  }

  /** Breaks the link: both ends detect it after some time; messages in flight are lost. */
  break(): void {
    this.silence();
    this.#clock.setTimeout(() => this.#closeServer(), this.#random() * 500);
    this.#clock.setTimeout(() => this.#closeClient(1006, ''), this.#random() * 500);
  }

  /** Makes the link fail silently: no further message arrives. */
  silence(): void {
    this.#toServer.isSilent = true;
    this.#toClient.isSilent = true;
  }

  /** The broker's process has ended: the client's kernel reports it. */
  serverCrashed(): void {
    this.#isServerClosed = true;
    this.break();
  }

  send(message: string | Uint8Array): void {
    if (this.#isServerClosed) return;
    const text = message as string;
    this.#bytesToClient += text.length;
    this.#toClient.send(() => {
      this.#bytesToClient -= text.length;
      if (!this.#isClientClosed) this.#handlers.message(text);
      if (this.#bytesToClient < LINK_BYTES_MAX / 4) this.#server?.drained(true);
    });
  }

  sendFrames(chunk: Chunk): number {
    const count = chunkCount(chunk);
    let index = 0;
    while (index < count && this.#bytesToClient < LINK_BYTES_MAX) {
      this.send(chunkFrame(chunk, index).toString());
      index++;
    }
    return index;
  }

  ping(): void {
    this.#toClient.send(() => {
      if (!this.#isClientClosed) this.#toServer.send(() => this.#server?.ponged());
    });
  }

  get bufferedBytes(): number {
    return this.#bytesToClient;
  }

  cut(): void {
    this.break();
  }

  end(code: number, reason: string): void {
    if (this.#isServerClosed) return;
    this.#toClient.send(() => this.#closeClient(code, reason));
    this.#closeServer();
  }

  #closeServer(): void {
    if (this.#isServerClosed) return;
    this.#isServerClosed = true;
    this.#server?.closed();
  }

  #closeClient(code: number, reason: string): void {
    if (this.#isClientClosed) return;
    this.#isClientClosed = true;
    this.#handlers.closed(code, reason);
  }

  #makeSocket(onText: (text: string) => void): Socket {
    return {
      bufferedBytes: 0,
      send: (message) => {
        if (this.#isClientClosed) return;
        const text = message as string;
        this.#toServer.send(() => {
          if (this.#isServerClosed) return;
          onText(text);
          this.#server?.received(Buffer.from(text), false);
        });
      },
      close: (code) => {
        this.#toServer.send(() => {
          this.#toClient.send(() => this.#closeClient(code, ''));
          this.#closeServer();
        });
      },
      destroy: () => {
        this.#isClientClosed = true;
        this.#toServer.send(() => this.#closeServer());
      },
    };
  }
}
