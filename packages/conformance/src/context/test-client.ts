/**
 * One connection to the server under test. Records received frames and the end of the connection, and sends
 * whatever a check wants to send: it enforces no rule.
 *
 * HEARTBEAT_ACKs are counted separately, so that a client can send heartbeats in the background while a check
 * reads other frames. `fence` shows that no further frame is on its way: it sends a heartbeat and returns the
 * frames received before its ACK. With `msgpack`, frames are MessagePack on the wire and JSON text here, so
 * that a check reads both encodings alike.
 */
import type { Frame } from '@wearwire/protocol';
import { encodeFrameMsgpack, msgpackToJson } from '@wearwire/protocol/msgpack';
import { ConditionVariable } from '../condition.js';
import type { RunSettings } from '../settings.js';
import { assert, Deviation, formatValue } from '../verdict.js';
import { type End, type WireEvents, type WireOptions, WireSocket } from '../wire/wire-socket.js';

/** A parsed DISPATCH with its exact text. */
export interface Dispatch {
  readonly text: string;
  readonly d: unknown;
  readonly uid: unknown;
  readonly seq: number;
  readonly t: unknown;
}

export interface TestClientOptions extends WireOptions {
  /** Sends and expects MessagePack in binary messages. Default false. */
  readonly msgpack?: boolean;
  readonly onFrame?: RunSettings['onFrame'] | undefined;
}

const ACK = /^\s*\{\s*"op"\s*:\s*1\s*[,}]/;

export class TestClient implements WireEvents {
  /** All received frames as text, ACKs included. */
  readonly texts: string[] = [];
  readonly pongs: Buffer[] = [];
  binaryMessages = 0;
  /** With `msgpack`: the first message that was not MessagePack in a binary message. */
  unexpectedMessage: string | undefined;
  pings = 0;
  acks = 0;
  /** Number of heartbeats sent. */
  heartbeats = 0;
  /** Taken before connecting, so no deadline of the server can have started earlier. */
  readonly startedAtMs = performance.now();
  /** When the last heartbeat was sent. */
  heartbeatAtMs = Number.NaN;
  end: End | undefined;
  readonly changed = new ConditionVariable();
  wire!: WireSocket;
  readonly #usesMsgpack: boolean;
  readonly #onFrame: TestClientOptions['onFrame'];
  readonly #replyTimeoutMs: number;
  readonly #queue: string[] = [];
  #timer: NodeJS.Timeout | undefined;

  private constructor({ timeoutMs, msgpack, onFrame }: TestClientOptions) {
    this.#onFrame = onFrame;
    this.#usesMsgpack = msgpack ?? false;
    this.#replyTimeoutMs = timeoutMs;
  }

  /** Throws `UpgradeError` if the server does not open a WebSocket. */
  static async connect(url: URL, options: TestClientOptions): Promise<TestClient> {
    const client = new TestClient(options);
    client.wire = await WireSocket.connect(url, options, client);
    return client;
  }

  onText(text: string): void {
    if (this.#usesMsgpack) this.unexpectedMessage ??= text;
    else this.#enqueueText(text);
    this.changed.notify();
  }

  onBinary(bytes: Buffer): void {
    this.binaryMessages++;
    if (this.#usesMsgpack) {
      const json = msgpackToJson(bytes, Number.MAX_SAFE_INTEGER);
      if (json.ok) this.#enqueueText(json.value);
      else this.unexpectedMessage ??= `bytes that are not a MessagePack frame (${json.error})`;
    }
    this.changed.notify();
  }

  onPing(): void {
    this.pings++;
    this.changed.notify();
  }

  onPong(bytes: Buffer): void {
    this.pongs.push(bytes);
    this.changed.notify();
  }

  onEnd(end: End): void {
    this.end = end;
    this.stopHeartbeats();
    this.changed.notify();
  }

  send(...frames: readonly (string | object)[]): void {
    for (const frame of frames) {
      const text = typeof frame === 'string' ? frame : JSON.stringify(frame);
      this.#onFrame?.(text, 'client');
      if (this.#usesMsgpack) this.wire.sendBinary(encoded(frame));
      else this.wire.sendText(text);
    }
  }

  sendHeartbeat(): void {
    this.heartbeats++;
    this.heartbeatAtMs = performance.now();
    this.send('{"op":0}');
  }

  /** Sends a heartbeat now and every `everyMs` until the connection ends. */
  startHeartbeats(everyMs: number): void {
    this.stopHeartbeats();
    this.sendHeartbeat();
    this.#timer = setInterval(() => this.sendHeartbeat(), everyMs);
  }

  stopHeartbeats(): void {
    clearInterval(this.#timer);
  }

  /**
   * The next frame other than an ACK. Throws `Deviation` if the connection ends first, `WaitTimeout` if no
   * frame arrives.
   */
  nextFrame(what: string): Promise<string> {
    return this.waitFor(() => this.#queue.shift(), what);
  }

  async nextDispatch(what = 'a DISPATCH'): Promise<Dispatch> {
    return dispatchOf(await this.nextFrame(what));
  }

  async nextDispatches(count: number, what = `${count} DISPATCHes`): Promise<Dispatch[]> {
    const received: Dispatch[] = [];
    while (received.length < count) {
      received.push(await this.nextDispatch(`${what}, ${received.length} received`));
    }
    return received;
  }

  /** Waits until `count` ACKs were received on this connection. */
  async waitForAcks(count: number, withinMs = this.#replyTimeoutMs): Promise<void> {
    const what = `${count} HEARTBEAT_ACKs`;
    await this.waitFor(() => this.acks >= count, what, withinMs);
  }

  /** Sends a heartbeat, waits for its ACK, and returns the other frames received before it. */
  async fence(): Promise<string[]> {
    this.sendHeartbeat();
    await this.waitForAcks(this.heartbeats);
    return this.#queue.splice(0);
  }

  /** Like `fence`, but throws `Deviation` if any frame was received. */
  async expectNoMoreFrames(what: string): Promise<void> {
    const more = await this.fence();
    assert(
      more.length === 0,
      `${what}: ${more.length} more frames arrived, the first ${formatValue(more[0])}`,
    );
  }

  /** Waits for a condition on this client. Throws `Deviation` if the connection ends without fulfilling it. */
  waitFor<T>(
    poll: () => T | false | undefined,
    what: string,
    withinMs = this.#replyTimeoutMs,
  ): Promise<T> {
    const pollOrEnd = (): T | false | undefined => {
      if (this.unexpectedMessage !== undefined)
        throw new Deviation(
          `${what}: ${formatValue(this.unexpectedMessage)} on a MessagePack connection`,
        );
      const value = poll();
      if ((value === undefined || value === false) && this.end)
        throw new Deviation(`${what}: ${endText(this.end)} instead`);
      return value;
    };
    return this.changed.until(pollOrEnd, withinMs, what);
  }

  /** Waits for the end of the connection, by a close frame or a cut. */
  waitForEnd(withinMs = this.#replyTimeoutMs): Promise<End> {
    return this.changed.until(() => this.end, withinMs, 'the connection stayed open');
  }

  /** Performs the closing handshake; cuts the connection if the server does not answer. */
  async close(): Promise<void> {
    // No frame may follow the close frame.
    this.stopHeartbeats();
    this.wire.resume();
    this.wire.sendClose();
    await this.waitForEnd().catch(() => {});
    await this.cut();
  }

  /** Ends the connection without a close frame. */
  async cut(): Promise<void> {
    this.stopHeartbeats();
    this.wire.destroy();
    await this.wire.closed;
  }

  /** The texts of all received DISPATCHes. */
  get dispatchTexts(): string[] {
    return this.texts.filter((text) => text.startsWith('{"op":5'));
  }

  #enqueueText(text: string): void {
    this.#onFrame?.(text, 'server');
    this.texts.push(text);
    if (ACK.test(text)) this.acks++;
    else this.#queue.push(text);
  }
}

function encoded(frame: string | object): Uint8Array {
  return encodeFrameMsgpack((typeof frame === 'string' ? JSON.parse(frame) : frame) as Frame);
}

export function endText(end: End): string {
  return end.kind === 'close'
    ? `close ${end.code} ${JSON.stringify(end.reason)}`
    : `cut (${end.why})`;
}

function dispatchOf(text: string): Dispatch {
  const frame = parsed(text) as Record<string, unknown> | null;
  assert(
    frame?.op === 5 && typeof frame.seq === 'number',
    `${formatValue(text)} instead of a DISPATCH`,
  );
  return { text, d: frame.d, uid: frame.uid, seq: frame.seq as number, t: frame.t };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Deviation(`${formatValue(text)} is not JSON`);
  }
}
