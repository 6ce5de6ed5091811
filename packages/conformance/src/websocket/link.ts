/** A connection of a case: its handshake, the bytes that are sent, and all that the server does. */
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { Condition } from '../condition.js';
import { closePayload, WireOpcode, wireFrame } from '../wire/frame-writer.js';
import { openSocket, readHead, UpgradeError } from '../wire/open-socket.js';
import {
  acceptOf,
  parseUpgradeAnswer,
  type UpgradeAnswer,
  upgradeRequest,
} from '../wire/upgrade.js';
import { MASK_KEY } from './assemble.js';
import { agreementOf } from './extensions.js';
import { ServerFrames } from './server-frames.js';

export class Link implements AsyncDisposable {
  readonly frames: ServerFrames;
  readonly changed = new Condition();
  readonly answer: UpgradeAnswer;
  /** The TCP connection is over in the server's direction. */
  isGone = false;
  /** The steps contain a close frame: the server's is the answer to it. */
  hasClosed = false;
  readonly #socket: Socket;
  #fences = 0;
  #pongsSent = 0;

  /** `rest`: what came behind the head of the answer. */
  constructor(socket: Socket, answer: UpgradeAnswer, rest: Buffer) {
    this.#socket = socket;
    this.answer = answer;
    this.frames = new ServerFrames(agreementOf(answer.headers.get('sec-websocket-extensions')));
    const over = (): void => {
      this.isGone = true;
      this.changed.notify();
    };
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('end', over).on('close', over);
    if (rest.length > 0) this.#take(rest);
    socket.resume();
  }

  /** Throws `UpgradeError` where the server does not open a WebSocket. */
  static async open(url: URL, offer: string | undefined, timeoutMs: number): Promise<Link> {
    const key = randomBytes(16).toString('base64');
    const socket = openSocket(url);
    const headers = offer === undefined ? {} : { 'Sec-WebSocket-Extensions': offer };
    socket.write(upgradeRequest(url, key, headers));
    const { head, rest } = await readHead(socket, timeoutMs);
    const answer = parseUpgradeAnswer(head);
    const isOpen =
      answer.status === 101 && answer.headers.get('sec-websocket-accept') === acceptOf(key);
    if (isOpen) return new Link(socket, answer, rest);
    socket.destroy();
    throw new UpgradeError(`HTTP ${answer.status}, no WebSocket`, answer.status);
  }

  /** The server has sent a close frame, or its TCP end. */
  get isOver(): boolean {
    return this.isGone || this.frames.close !== undefined;
  }

  write(bytes: Buffer): void {
    if (this.#socket.writable) this.#socket.write(bytes);
  }

  endTcp(): void {
    this.#socket.end();
  }

  /** Pings and waits; `false` where the connection ends, or says nothing for so long, instead of a pong. */
  async fence(withinMs: number): Promise<boolean> {
    const payload = Buffer.from(`fence ${++this.#fences}`);
    this.write(wireFrame(WireOpcode.Ping, payload, { maskKey: MASK_KEY }));
    const cameBack = (): boolean => this.frames.pongs.some((pong) => pong.equals(payload));
    await this.#quietly(() => (cameBack() || this.isOver ? true : undefined), withinMs);
    const index = this.frames.pongs.findIndex((pong) => pong.equals(payload));
    if (index >= 0) this.frames.pongs.splice(index, 1);
    return index >= 0;
  }

  /** Waits for the server's close frame or TCP end; `false` where neither comes. */
  async over(withinMs: number): Promise<boolean> {
    await this.#quietly(() => (this.isOver ? true : undefined), withinMs);
    return this.isOver;
  }

  /** Waits for the TCP end; `false` where it does not come. */
  async gone(withinMs: number): Promise<boolean> {
    await this.#quietly(() => (this.isGone ? true : undefined), withinMs);
    return this.isGone;
  }

  /** Closes as a client does; nothing of it is judged. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.isOver && !this.hasClosed) {
      this.hasClosed = true;
      this.write(wireFrame(WireOpcode.Close, closePayload(1000)));
      await this.gone(200);
    }
    this.#socket.destroy();
  }

  async #quietly(look: () => true | undefined, withinMs: number): Promise<void> {
    await this.changed.until(look, withinMs, '').catch(() => {});
  }

  #take(chunk: Buffer): void {
    const { frames } = this;
    frames.read(chunk);
    for (; this.#pongsSent < frames.pings.length; this.#pongsSent++)
      this.write(wireFrame(WireOpcode.Pong, frames.pings[this.#pongsSent] as Buffer));
    if (frames.close !== undefined && !this.hasClosed) {
      this.hasClosed = true;
      this.write(wireFrame(WireOpcode.Close, closePayload(frames.close.code ?? 1000)));
    }
    this.changed.notify();
  }
}
