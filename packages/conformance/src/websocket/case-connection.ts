/** The connection of one case: performs the handshake, sends bytes, and records what the server sends. */
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { ConditionVariable } from '../condition.js';
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

export class CaseConnection implements AsyncDisposable {
  readonly frames: ServerFrames;
  readonly changed = new ConditionVariable();
  readonly answer: UpgradeAnswer;
  /** The server has ended its direction of the TCP connection. */
  isTcpEnded = false;
  /** A close frame was sent or is among the steps, so that the server's close frame needs no answer. */
  closeSent = false;
  readonly #socket: Socket;
  #fences = 0;
  #pongsSent = 0;

  /** `rest` are the bytes received after the response header. */
  constructor(socket: Socket, answer: UpgradeAnswer, rest: Buffer) {
    this.#socket = socket;
    this.answer = answer;
    this.frames = new ServerFrames(agreementOf(answer.headers.get('sec-websocket-extensions')));
    const onTcpEnd = (): void => {
      this.isTcpEnded = true;
      this.changed.notify();
    };
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('end', onTcpEnd).on('close', onTcpEnd);
    if (rest.length > 0) this.#receive(rest);
    socket.resume();
  }

  /** Throws `UpgradeError` if the server does not open a WebSocket. */
  static async open(
    url: URL,
    offer: string | undefined,
    timeoutMs: number,
  ): Promise<CaseConnection> {
    const key = randomBytes(16).toString('base64');
    const socket = openSocket(url);
    const headers = offer === undefined ? {} : { 'Sec-WebSocket-Extensions': offer };
    socket.write(upgradeRequest(url, key, headers));
    const { head, rest } = await readHead(socket, timeoutMs);
    const answer = parseUpgradeAnswer(head);
    const isOpen =
      answer.status === 101 && answer.headers.get('sec-websocket-accept') === acceptOf(key);
    if (isOpen) return new CaseConnection(socket, answer, rest);
    socket.destroy();
    throw new UpgradeError(`the opening handshake failed: HTTP ${answer.status}`, answer.status);
  }

  /** The server has sent a close frame or ended TCP. */
  get hasEnded(): boolean {
    return this.isTcpEnded || this.frames.close !== undefined;
  }

  write(bytes: Buffer): void {
    if (this.#socket.writable) this.#socket.write(bytes);
  }

  endTcp(): void {
    this.#socket.end();
  }

  /** Sends a ping and waits for its pong; `false` if the connection ends first or no pong arrives in time. */
  async fence(withinMs: number): Promise<boolean> {
    const payload = Buffer.from(`fence ${++this.#fences}`);
    this.write(wireFrame(WireOpcode.Ping, payload, { maskKey: MASK_KEY }));
    const hasPong = (): boolean => this.frames.pongs.some((pong) => pong.equals(payload));
    await this.#waitWithoutError(() => (hasPong() || this.hasEnded ? true : undefined), withinMs);
    const index = this.frames.pongs.findIndex((pong) => pong.equals(payload));
    if (index >= 0) this.frames.pongs.splice(index, 1);
    return index >= 0;
  }

  /** Waits for the server's close frame or TCP end; `false` if neither comes in time. */
  async waitForEnd(withinMs: number): Promise<boolean> {
    await this.#waitWithoutError(() => (this.hasEnded ? true : undefined), withinMs);
    return this.hasEnded;
  }

  /** Waits for the server's TCP end; `false` if it does not come in time. */
  async waitForTcpEnd(withinMs: number): Promise<boolean> {
    await this.#waitWithoutError(() => (this.isTcpEnded ? true : undefined), withinMs);
    return this.isTcpEnded;
  }

  /** Performs the closing handshake; its result is not evaluated. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.hasEnded && !this.closeSent) {
      this.closeSent = true;
      this.write(wireFrame(WireOpcode.Close, closePayload(1000)));
      await this.waitForTcpEnd(200);
    }
    this.#socket.destroy();
  }

  async #waitWithoutError(poll: () => true | undefined, withinMs: number): Promise<void> {
    await this.changed.until(poll, withinMs, '').catch(() => {});
  }

  #receive(chunk: Buffer): void {
    const { frames } = this;
    frames.read(chunk);
    for (; this.#pongsSent < frames.pings.length; this.#pongsSent++)
      this.write(wireFrame(WireOpcode.Pong, frames.pings[this.#pongsSent] as Buffer));
    if (frames.close !== undefined && !this.closeSent) {
      this.closeSent = true;
      this.write(wireFrame(WireOpcode.Close, closePayload(frames.close.code ?? 1000)));
    }
    this.changed.notify();
  }
}
