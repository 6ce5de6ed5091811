/** The connection of one case: performs the handshake, sends bytes, and records what the server sends. */
import type { Socket } from 'node:net';
import { ConditionVariable } from '../condition.js';
import { closePayload, WireOpcode, wireFrame } from '../wire/frame-writer.js';
import { openWebSocket } from '../wire/open-socket.js';
import type { UpgradeAnswer } from '../wire/upgrade.js';
import { MASK_KEY } from './assemble.js';
import { agreementOf } from './extensions.js';
import { ServerFrames } from './server-frames.js';

export class CaseConnection implements AsyncDisposable {
  readonly frames: ServerFrames;
  readonly answer: UpgradeAnswer;
  /** Whether the server has ended its direction of the TCP connection. */
  isTcpEnded = false;
  /** Whether a close frame was sent or is among the steps, so that the server's close frame needs no answer. */
  closeSent = false;
  readonly #changed = new ConditionVariable();
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
      this.#changed.notify();
    };
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('end', onTcpEnd).on('close', onTcpEnd);
    if (rest.length > 0) this.#receive(rest);
    socket.resume();
  }

  /** `offer`: value of `Sec-WebSocket-Extensions`. Throws `UpgradeError` if the server does not open a WebSocket. */
  static async open(
    url: URL,
    offer: string | undefined,
    timeoutMs: number,
  ): Promise<CaseConnection> {
    const headers = offer === undefined ? {} : { 'Sec-WebSocket-Extensions': offer };
    const { socket, answer, rest } = await openWebSocket(url, headers, timeoutMs);
    return new CaseConnection(socket, answer, rest);
  }

  /** Whether the server has sent a close frame or ended TCP. */
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
    await this.waitFor(() => hasPong() || this.hasEnded, withinMs);
    const index = this.frames.pongs.findIndex((pong) => pong.equals(payload));
    if (index >= 0) this.frames.pongs.splice(index, 1);
    return index >= 0;
  }

  /** Waits for the server's close frame or TCP end; `false` if neither comes in time. */
  waitForEnd(withinMs: number): Promise<boolean> {
    return this.waitFor(() => this.hasEnded, withinMs);
  }

  /** Waits for the server's TCP end; `false` if it does not come in time. */
  waitForTcpEnd(withinMs: number): Promise<boolean> {
    return this.waitFor(() => this.isTcpEnded, withinMs);
  }

  /** Returns whether the condition was met in time. */
  async waitFor(condition: () => boolean, withinMs: number): Promise<boolean> {
    await this.#changed.until(condition, withinMs, 'the condition').catch(() => {});
    return condition();
  }

  /**
   * Waits for HELLO or the end of the connection, and removes HELLO from the messages, because it is not an answer.
   * Rejects if neither comes in time.
   */
  async consumeHello(withinMs: number): Promise<void> {
    const { messages } = this.frames;
    await this.#changed.until(() => messages.length > 0 || this.hasEnded, withinMs, 'HELLO');
    messages.shift();
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

  #receive(chunk: Buffer): void {
    const { frames } = this;
    frames.read(chunk);
    for (; this.#pongsSent < frames.pings.length; this.#pongsSent++)
      this.write(wireFrame(WireOpcode.Pong, frames.pings[this.#pongsSent] as Buffer));
    if (frames.close !== undefined && !this.closeSent) {
      this.closeSent = true;
      this.write(wireFrame(WireOpcode.Close, closePayload(frames.close.code ?? 1000)));
    }
    this.#changed.notify();
  }
}
