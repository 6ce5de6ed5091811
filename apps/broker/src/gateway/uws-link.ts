/**
 * One WebSocket of the library as the gateway's `Link`. Nothing is called on a socket that was ended or
 * closed, and each result of `send` is looked at.
 */
import type { WebSocket } from 'uWebSockets.js';
import { CloseCode } from '@wearwire/protocol';
import { type Chunk, chunkFrame } from '../storage/chunk.js';
import { FrameViews } from './frame-views.js';
import type { Link } from './gateway.js';

/** `send` returns 1 for sent, 0 for queued behind what is not sent yet, 2 for not taken at all. */
const QUEUED = 0;
const DROPPED = 2;

type Used = 'send' | 'cork' | 'getBufferedAmount' | 'ping' | 'end';

const frameViews = new FrameViews();

/** One WebSocket as the gateway's `Link`. */
export class UwsLink implements Link {
  isEnded = false;
  readonly address: string;
  readonly #socket: Pick<WebSocket<unknown>, Used>;
  readonly #sendHighBytes: number;

  /** `sendHighBytes`: with so much unsent no more frames of a chunk are taken. */
  constructor(socket: Pick<WebSocket<unknown>, Used>, address: string, sendHighBytes: number) {
    this.#socket = socket;
    this.address = address;
    this.#sendHighBytes = sendHighBytes;
  }

  send(message: string | Uint8Array): void {
    if (this.isEnded) return;
    const result = this.#socket.send(message, typeof message !== 'string');
    if (result === DROPPED) this.end(CloseCode.LimitExceeded, 'too slow');
  }

  sendFrames(chunk: Chunk, from: number, to: number, isBinary: boolean): number {
    const sendHighBytes = this.#sendHighBytes;
    let index = from;
    if (this.isEnded || this.#socket.getBufferedAmount() >= sendHighBytes) return index;
    const views = frameViews.of(chunk);
    this.#socket.cork(() => {
      while (index < to) {
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
    if (!this.isEnded) this.#socket.ping();
  }

  end(code: number, reason: string): void {
    if (this.isEnded) return;
    this.isEnded = true;
    this.#socket.end(code, reason);
  }
}
