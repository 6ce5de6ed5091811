/**
 * One connection as a check sees it: what was sent, what came, how it ended. No rule is enforced here.
 *
 * ACKs are counted apart, so that a peer can beat in the background while a check reads its other frames.
 * `fence` proves that nothing more is on its way: it returns what came before the ACK of a new heartbeat.
 * A packed peer speaks MessagePack, and shows what came as JSON text: so every check reads the same way.
 */
import type { Frame } from '@wearwire/protocol';
import { encodeFrameMsgpack, msgpackToJson } from '@wearwire/protocol/msgpack';
import { Condition } from '../condition.js';
import { Deviation, demand, shown } from '../verdict.js';
import { type End, type WireEvents, type WireOptions, WireSocket } from '../wire/wire-socket.js';

/** A DISPATCH as JSON.parse sees it, and its exact text. */
export interface Dispatch {
  readonly text: string;
  readonly d: unknown;
  readonly uid: unknown;
  readonly seq: number;
  readonly t: unknown;
}

export interface PeerOptions extends WireOptions {
  /** Every message is a binary one that holds MessagePack. Default false. */
  readonly packed?: boolean;
}

const ACK = /^\s*\{\s*"op"\s*:\s*1\s*[,}]/;

export class Peer implements WireEvents {
  /** Every text that came, ACKs included. */
  readonly texts: string[] = [];
  readonly pongs: Buffer[] = [];
  binaries = 0;
  /** On a packed peer: the first message that is not MessagePack in binary. */
  stray: string | undefined;
  pings = 0;
  acks = 0;
  beats = 0;
  /** Before the connection was asked for; a server's clock cannot have started earlier. */
  readonly startedAtMs = performance.now();
  /** Just before the last heartbeat was sent. */
  beatAtMs = Number.NaN;
  end: End | undefined;
  readonly changed = new Condition();
  wire!: WireSocket;
  readonly #isPacked: boolean;
  readonly #replyTimeoutMs: number;
  readonly #queue: string[] = [];
  #timer: NodeJS.Timeout | undefined;

  private constructor({ timeoutMs, packed }: PeerOptions) {
    this.#isPacked = packed ?? false;
    this.#replyTimeoutMs = timeoutMs;
  }

  /** Throws `UpgradeError` where the server does not open a WebSocket. */
  static async connect(url: URL, options: PeerOptions): Promise<Peer> {
    const peer = new Peer(options);
    peer.wire = await WireSocket.connect(url, options, peer);
    return peer;
  }

  onText(text: string): void {
    if (this.#isPacked) this.stray ??= text;
    else this.#takeText(text);
    this.changed.notify();
  }

  onBinary(bytes: Buffer): void {
    this.binaries++;
    if (this.#isPacked) {
      const json = msgpackToJson(bytes, Number.MAX_SAFE_INTEGER);
      if (json.ok) this.#takeText(json.value);
      else this.stray ??= `bytes that are no MessagePack frame (${json.error})`;
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
    this.stopBeating();
    this.changed.notify();
  }

  send(...frames: readonly (string | object)[]): void {
    for (const frame of frames) {
      if (this.#isPacked) this.wire.sendBinary(packed(frame));
      else this.wire.sendText(typeof frame === 'string' ? frame : JSON.stringify(frame));
    }
  }

  beat(): void {
    this.beats++;
    this.beatAtMs = performance.now();
    this.send('{"op":0}');
  }

  /** Beats now and then every `everyMs` until the end. */
  keepBeating(everyMs: number): void {
    this.stopBeating();
    this.beat();
    this.#timer = setInterval(() => this.beat(), everyMs);
  }

  stopBeating(): void {
    clearInterval(this.#timer);
  }

  /** The next text that is no ACK. Throws `Deviation` when the connection ends instead, `Overdue` when nothing comes. */
  take(what: string): Promise<string> {
    return this.wait(() => this.#queue.shift(), what);
  }

  async takeDispatch(what = 'a DISPATCH'): Promise<Dispatch> {
    return dispatchOf(await this.take(what));
  }

  async takeDispatches(count: number, what = `${count} DISPATCHes`): Promise<Dispatch[]> {
    const taken: Dispatch[] = [];
    while (taken.length < count) {
      taken.push(await this.takeDispatch(`${what}, of which ${taken.length} came`));
    }
    return taken;
  }

  /** Waits until there are `count` ACKs in all. */
  async ackCount(count: number, withinMs = this.#replyTimeoutMs): Promise<void> {
    const what = `${count} HEARTBEAT_ACKs`;
    await this.wait(() => (this.acks >= count ? true : undefined), what, withinMs);
  }

  /** Beats, waits for the ACK, and returns the other texts that came before it. */
  async fence(): Promise<string[]> {
    this.beat();
    await this.ackCount(this.beats);
    return this.#queue.splice(0);
  }

  /** Like `fence`, and whatever came is a deviation. */
  async nothingMore(what: string): Promise<void> {
    const more = await this.fence();
    demand(more.length === 0, `${what}: ${more.length} more frames came, first ${shown(more[0])}`);
  }

  /** Waits on a condition over this peer; an end of the connection that does not fulfil it is a deviation. */
  wait<T>(look: () => T | undefined, what: string, withinMs = this.#replyTimeoutMs): Promise<T> {
    const lookOrEnd = (): T | undefined => {
      if (this.stray !== undefined)
        throw new Deviation(`${what}: ${shown(this.stray)} on a connection of MessagePack`);
      const value = look();
      if (value === undefined && this.end)
        throw new Deviation(`${what}: ${endText(this.end)} instead`);
      return value;
    };
    return this.changed.until(lookOrEnd, withinMs, what);
  }

  /** The end of the connection, whatever it is. */
  ended(withinMs = this.#replyTimeoutMs): Promise<End> {
    return this.changed.until(() => this.end, withinMs, 'the end of the connection');
  }

  /** Closes as a client does and waits for the server's answer; cuts the link when none comes. */
  async close(): Promise<void> {
    this.stopBeating();
    this.wire.resume();
    this.wire.sendClose();
    await this.ended().catch(() => {});
    this.wire.destroy();
    await this.wire.gone;
  }

  #takeText(text: string): void {
    this.texts.push(text);
    if (ACK.test(text)) this.acks++;
    else this.#queue.push(text);
  }
}

function packed(frame: string | object): Uint8Array {
  return encodeFrameMsgpack((typeof frame === 'string' ? JSON.parse(frame) : frame) as Frame);
}

export function endText(end: End): string {
  return end.kind === 'close'
    ? `close ${end.code} ${JSON.stringify(end.reason)}`
    : `cut (${end.why})`;
}

function dispatchOf(text: string): Dispatch {
  const frame = parsed(text) as Record<string, unknown> | null;
  demand(frame?.op === 5 && typeof frame.seq === 'number', `${shown(text)} instead of a DISPATCH`);
  return { text, d: frame.d, uid: frame.uid, seq: frame.seq as number, t: frame.t };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Deviation(`${shown(text)} is not JSON`);
  }
}
