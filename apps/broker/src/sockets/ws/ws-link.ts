/**
 * One WebSocket on a socket of Node, as a `Link`. Incoming bytes go to the receiver of `ws`; outgoing frames are
 * written here, in as few writes as possible.
 *
 *   open ── end(), a close frame, an error of the receiver ──► ending ── TCP end or CLOSE_WAIT_MS ──► gone
 *     └──── cut(), TCP end ──────────────────────────────────────────────────────────────────────────► gone
 */
import type { Duplex } from 'node:stream';
import { type Chunk, chunkCount } from '../../storage/chunk.js';
import { CLOSE_WAIT_MS, type Link, type LinkEvents } from '../port.js';
import { type ChunkFrames, frameBytes, type WindowBits, WireOpcode } from './frame-bytes.js';
import { closeCodeOf, type Receiver } from './ws-library.js';

const NO_BYTES = Buffer.alloc(0);
const NO_STATUS = 1005;

/** Links with gathered bytes. At the next tick, the bytes of each link are sent in one write. */
export class CorkedLinks {
  #links: WsLink[] = [];

  add(link: WsLink): void {
    if (this.#links.push(link) === 1) process.nextTick(this.#uncorkAll);
  }

  readonly #uncorkAll = (): void => {
    const links = this.#links;
    this.#links = [];
    for (const link of links) link.uncork();
  };
}

export interface WsLinkSettings {
  readonly sendHighBytes: number;
  readonly sendLowBytes: number;
  readonly windowBits: WindowBits;
  /** Shared by the links of a server. */
  readonly chunkFrames: ChunkFrames;
  /** Shared by the links of a server. */
  readonly corkedLinks: CorkedLinks;
}

export class WsLink implements Link {
  readonly #socket: Duplex;
  readonly #receiver: Receiver;
  readonly #settings: WsLinkSettings;
  readonly #whenGone: () => void;
  #events: LinkEvents | undefined;
  #state: 'open' | 'ending' | 'gone' = 'open';
  #isCorked = false;
  /** Bytes of events are unsent, or reading is paused: each completed write calls `drained`. */
  #reportsWrites = false;
  /** Reading is paused until the client reads the unsent bytes. */
  #isReadPaused = false;
  #timer: NodeJS.Timeout | undefined;

  /** `whenGone` is called once, when the TCP connection is over. */
  constructor(socket: Duplex, receiver: Receiver, settings: WsLinkSettings, whenGone: () => void) {
    this.#socket = socket;
    this.#receiver = receiver;
    this.#settings = settings;
    this.#whenGone = whenGone;
  }

  get bufferedBytes(): number {
    return this.#socket.writableLength;
  }

  /** Starts to deliver events. */
  start(events: LinkEvents): void {
    this.#events = events;
    const receiver = this.#receiver;
    const socket = this.#socket;
    receiver.on('message', this.#onMessage);
    receiver.on('ping', this.#onPing);
    receiver.on('pong', this.#onPong);
    receiver.on('conclude', this.#onConclude);
    receiver.on('error', this.#onReceiverError);
    receiver.on('drain', this.#onReceiverDrain);
    socket.on('data', this.#onData);
    socket.on('end', this.#onEnd);
    socket.on('close', this.#onClose);
    // `SocketApplication.open` may have ended the link before it returned `events`.
    if (!this.isOpen) this.#notifyClosed();
  }

  send(message: string | Uint8Array): void {
    if (!this.isOpen) return;
    const isText = typeof message === 'string';
    const payload = isText ? Buffer.from(message) : message;
    const opcode = isText ? WireOpcode.Text : WireOpcode.Binary;
    this.#write(frameBytes(opcode, payload, this.#settings.windowBits));
  }

  sendFrames(chunk: Chunk, isBinary: boolean): number {
    if (!this.isOpen) return 0;
    this.uncork();
    const opcode = isBinary ? WireOpcode.Binary : WireOpcode.Text;
    const { sendHighBytes, windowBits, chunkFrames } = this.#settings;
    const socket = this.#socket;
    const count = chunkCount(chunk);
    let index = 0;
    while (index < count && socket.writableLength < sendHighBytes) {
      const { bytes, end } = chunkFrames.slice(chunk, index, count, opcode, windowBits);
      socket.write(bytes, this.#onWritten);
      index = end;
    }
    if (socket.writableLength > 0) this.#reportsWrites = true;
    return index;
  }

  ping(): void {
    if (this.isOpen) this.#write(frameBytes(WireOpcode.Ping, NO_BYTES, undefined));
  }

  end(code: number, reason: string): void {
    if (!this.isOpen) return;
    this.#endWith(Buffer.concat([Buffer.of(code >> 8, code & 255), Buffer.from(reason)]));
  }

  cut(): void {
    this.#socket.destroy();
    this.#gone();
  }

  /** Sends the bytes gathered since the link was corked. */
  uncork(): void {
    if (!this.#isCorked) return;
    this.#isCorked = false;
    this.#socket.uncork();
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  #write(bytes: Buffer): void {
    const socket = this.#socket;
    if (!this.#isCorked) {
      this.#isCorked = true;
      socket.cork();
      this.#settings.corkedLinks.add(this);
    }
    socket.write(bytes, this.#onWritten);
    // Stop reading from a client that does not read its answers, until it does.
    if (socket.writableLength >= 2 * this.#settings.sendHighBytes) this.#pauseReading();
  }

  #pauseReading(): void {
    if (this.#isReadPaused) return;
    this.#isReadPaused = true;
    this.#reportsWrites = true;
    this.#socket.pause();
  }

  /** Some of the unsent bytes have been sent. */
  readonly #onWritten = (): void => {
    if (!this.#reportsWrites || !this.isOpen) return;
    const unsentBytes = this.#socket.writableLength;
    const hasSpace = unsentBytes <= this.#settings.sendLowBytes;
    if (unsentBytes === 0) this.#reportsWrites = false;
    if (hasSpace && this.#isReadPaused) {
      this.#isReadPaused = false;
      this.#socket.resume();
    }
    this.#events?.drained(hasSpace);
  };

  /** Sends a close frame and ends the TCP stream, then waits for the client's end. */
  #endWith(payload: Buffer): void {
    const socket = this.#socket;
    this.#state = 'ending';
    this.uncork();
    socket.end(frameBytes(WireOpcode.Close, payload, undefined));
    socket.resume();
    this.#timer = setTimeout(() => socket.destroy(), CLOSE_WAIT_MS).unref();
    this.#notifyClosed();
  }

  #gone(): void {
    if (this.#state === 'gone') return;
    this.#state = 'gone';
    clearTimeout(this.#timer);
    this.#notifyClosed();
    this.#whenGone();
  }

  #notifyClosed(): void {
    const events = this.#events;
    this.#events = undefined;
    events?.closed();
  }

  readonly #onData = (bytes: Buffer): void => {
    // After a close frame, data is still read from the socket but discarded (RFC 6455, 1.4).
    if (this.isOpen && !this.#receiver.write(bytes)) this.#socket.pause();
  };

  readonly #onReceiverDrain = (): void => {
    if (!this.#isReadPaused) this.#socket.resume();
  };

  readonly #onMessage = (bytes: Buffer, isBinary: boolean): void => {
    this.#events?.received(bytes, isBinary);
  };

  readonly #onPing = (payload: Buffer): void => {
    if (!this.isOpen) return;
    this.#write(frameBytes(WireOpcode.Pong, payload, undefined));
    this.#events?.pinged();
  };

  readonly #onPong = (): void => this.#events?.ponged();

  /** The client's close frame: echo its code. */
  readonly #onConclude = (code: number): void => {
    if (!this.isOpen) return;
    this.#endWith(code === NO_STATUS ? NO_BYTES : Buffer.of(code >> 8, code & 255));
  };

  readonly #onReceiverError = (error: NodeJS.ErrnoException): void => {
    this.end(closeCodeOf(error), '');
  };

  readonly #onEnd = (): void => {
    if (this.isOpen) this.cut();
    else if (this.#socket.writableFinished) this.#socket.destroy();
  };

  readonly #onClose = (): void => this.#gone();
}
