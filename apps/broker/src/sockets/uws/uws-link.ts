/**
 * One WebSocket of uWebSockets.js as a `Link`. Nothing is called on a socket that was closed: the library throws
 * then. Each result of `send` is looked at.
 */
import type { WebSocket } from 'uWebSockets.js';
import { type Chunk, chunkCount, chunkFrame } from '../../storage/chunk.js';
import { FrameViews } from '../frame-views.js';
import { CLOSE_WAIT_MS, type Link } from '../port.js';

/** `send` returns 1 for sent, 0 for queued behind what is not sent yet, 2 for not taken at all. */
const QUEUED = 0;
const DROPPED = 2;

type Used = 'send' | 'cork' | 'getBufferedAmount' | 'ping' | 'end' | 'close';

/** What a link sends before it ends, as soon as the client has taken the rest. */
interface Goodbye {
  readonly code: number;
  readonly reason: string;
  readonly timer: NodeJS.Timeout;
}

const frameViews = new FrameViews();

export class UwsLink implements Link {
  readonly #socket: Pick<WebSocket<unknown>, Used>;
  readonly #sendHighBytes: number;
  #isOpen = true;
  /** The library has closed the socket. */
  isGone = false;
  #goodbye: Goodbye | undefined;

  /** `sendHighBytes`: with so much unsent no more frames of a chunk are taken. */
  constructor(socket: Pick<WebSocket<unknown>, Used>, sendHighBytes: number) {
    this.#socket = socket;
    this.#sendHighBytes = sendHighBytes;
  }

  /** Whether messages go out and come in: not after `end`. */
  get isOpen(): boolean {
    return this.#isOpen && this.#goodbye === undefined;
  }

  get bufferedBytes(): number {
    return this.#isOpen ? this.#socket.getBufferedAmount() : 0;
  }

  send(message: string | Uint8Array): void {
    if (!this.isOpen) return;
    const result = this.#socket.send(message, typeof message !== 'string');
    if (result === DROPPED) this.cut();
  }

  sendFrames(chunk: Chunk, isBinary: boolean): number {
    const sendHighBytes = this.#sendHighBytes;
    const count = chunkCount(chunk);
    let index = 0;
    if (!this.isOpen || this.#socket.getBufferedAmount() >= sendHighBytes) return index;
    const views = frameViews.of(chunk);
    this.#socket.cork(() => {
      while (index < count) {
        const frame = views?.[index] ?? chunkFrame(chunk, index);
        const result = this.#socket.send(frame, isBinary);
        if (result === DROPPED) break;
        index++;
        if (result === QUEUED && this.#socket.getBufferedAmount() >= sendHighBytes) break;
      }
    });
    return index;
  }

  ping(): void {
    if (this.isOpen) this.#socket.ping();
  }

  /**
   * The library's `end` queues the close frame behind what is unsent and then forgets the time: a client that
   * takes a byte now and then keeps all of it in memory for good. So the close frame waits here.
   */
  end(code: number, reason: string): void {
    if (!this.isOpen) return;
    if (this.#socket.getBufferedAmount() === 0) {
      this.#isOpen = false;
      this.#socket.end(code, reason);
    } else {
      const timer = setTimeout(() => this.cut(), CLOSE_WAIT_MS).unref();
      this.#goodbye = { code, reason, timer };
    }
  }

  cut(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#socket.close();
  }

  /** The client took some of what was unsent. */
  drained(): void {
    if (this.#goodbye === undefined || this.bufferedBytes > 0) return;
    const { code, reason } = this.#goodbye;
    this.#isOpen = false;
    this.#socket.end(code, reason);
  }

  /** The library has closed the socket. */
  gone(): void {
    this.#isOpen = false;
    this.isGone = true;
    clearTimeout(this.#goodbye?.timer);
  }
}
