/**
 * One WebSocket of uWebSockets.js as a `Link`. Calls nothing on a closed socket, because the library would throw, and
 * checks each result of `send`.
 */
import type { WebSocket } from 'uWebSockets.js';
import { type Chunk, chunkCount, chunkFrame } from '../../storage/chunk.js';
import type { FrameViews } from '../frame-views.js';
import { CLOSE_WAIT_MS, type Link } from '../port.js';

/** `send` returns 1 for sent, 0 for queued, 2 for dropped. */
const QUEUED = 0;
const DROPPED = 2;

type UsedMethods = 'send' | 'cork' | 'getBufferedAmount' | 'ping' | 'end' | 'close';

/** The close frame to send once the client has read everything before it. */
interface PendingClose {
  readonly code: number;
  readonly reason: string;
  readonly timer: NodeJS.Timeout;
}

export class UwsLink implements Link {
  readonly #socket: Pick<WebSocket<unknown>, UsedMethods>;
  readonly #sendHighBytes: number;
  readonly #frameViews: FrameViews;
  #isOpen = true;
  /** The library has closed the socket. */
  isGone = false;
  #pendingClose: PendingClose | undefined;

  /**
   * `sendHighBytes`: with this much unsent, no more frames of a chunk are accepted. `frameViews`: shared by the links
   * of a server.
   */
  constructor(
    socket: Pick<WebSocket<unknown>, UsedMethods>,
    sendHighBytes: number,
    frameViews: FrameViews,
  ) {
    this.#socket = socket;
    this.#sendHighBytes = sendHighBytes;
    this.#frameViews = frameViews;
  }

  /** Whether messages are sent and received: not after `end`. */
  get isOpen(): boolean {
    return this.#isOpen && this.#pendingClose === undefined;
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
    const views = this.#frameViews.of(chunk);
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
   * The library's `end` queues the close frame after the unsent bytes without a time limit: a client that reads
   * a byte from time to time would keep them in memory forever. So the close frame waits here, with a limit.
   */
  end(code: number, reason: string): void {
    if (!this.isOpen) return;
    if (this.#socket.getBufferedAmount() === 0) {
      this.#isOpen = false;
      this.#socket.end(code, reason);
    } else {
      const timer = setTimeout(() => this.cut(), CLOSE_WAIT_MS).unref();
      this.#pendingClose = { code, reason, timer };
    }
  }

  cut(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#socket.close();
  }

  /** The client read some of the unsent bytes. */
  drained(): void {
    if (this.#pendingClose === undefined || this.bufferedBytes > 0) return;
    const { code, reason } = this.#pendingClose;
    this.#isOpen = false;
    this.#socket.end(code, reason);
  }

  /** The library has closed the socket. */
  gone(): void {
    this.#isOpen = false;
    this.isGone = true;
    clearTimeout(this.#pendingClose?.timer);
  }
}
