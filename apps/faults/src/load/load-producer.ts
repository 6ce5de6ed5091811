/**
 * A producer that keeps a bounded number of events in flight until its connection ends. A numbered producer
 * uses the extension `ack`; others use the published protocol, in which a HEARTBEAT_ACK confirms all events
 * sent before the HEARTBEAT.
 */
import { Opcode } from '@wearwire/protocol';
import type { Ledger } from '../check/ledger.js';
import { RawClient } from '../client/raw-client.js';
import type { Target } from '../client/tokens.js';

export interface LoadOptions {
  readonly isNumbered: boolean;
  /** Maximum number of events in flight. */
  readonly inFlightMax?: number;
  /** Stops sending after this many events. */
  readonly eventsMax?: number;
  /** Bytes of padding in each event. */
  readonly padBytes?: number;
  readonly credentials?: string;
}

export class LoadProducer implements Disposable {
  readonly client: RawClient;
  readonly #ledger: Ledger;
  readonly #isNumbered: boolean;
  readonly #inFlightMax: number;
  readonly #pad: string;
  #eventsMax: number;
  /** Newest event that the pending HEARTBEAT_ACK will confirm; `undefined`: no HEARTBEAT is pending. */
  #heartbeatFor: number | undefined;
  /** Time of the newest acknowledgement or, if none was due then, of the first event sent since. */
  #waitingSinceMs = performance.now();
  #longestPauseMs = 0;

  private constructor(client: RawClient, ledger: Ledger, options: LoadOptions) {
    const { isNumbered, inFlightMax = 100, eventsMax = Infinity, padBytes = 0 } = options;
    this.client = client;
    this.#ledger = ledger;
    this.#isNumbered = isNumbered;
    this.#inFlightMax = inFlightMax;
    this.#eventsMax = eventsMax;
    this.#pad = padBytes === 0 ? '' : `,"pad":"${'x'.repeat(padBytes)}"`;
    client.onFrame = (op, text) => this.#onFrame(op, text);
    this.#fill();
  }

  static async open(target: Target, ledger: Ledger, options: LoadOptions): Promise<LoadProducer> {
    const { credentials } = options;
    const client = await RawClient.identified(
      target,
      { user: ledger.uid },
      {
        ...(options.isNumbered && { extensions: 'ack' }),
        ...(credentials !== undefined && { credentials }),
      },
    );
    return new LoadProducer(client, ledger, options);
  }

  /** Whether every event that was sent is acknowledged. */
  get isAcknowledged(): boolean {
    return this.#ledger.acknowledged === this.#ledger.sent;
  }

  get acknowledged(): number {
    return this.#ledger.acknowledged;
  }

  /** Longest time without an acknowledgement while one was due, up to now. */
  get longestPauseMs(): number {
    const pauseMs = this.isAcknowledged ? 0 : performance.now() - this.#waitingSinceMs;
    return Math.max(this.#longestPauseMs, pauseMs);
  }

  /** Sends this many further events. */
  sendMore(events: number): void {
    this.#eventsMax = this.#ledger.sent + events;
    this.#fill();
  }

  /** Sends no further events. */
  stopSending(): void {
    this.#eventsMax = 0;
  }

  [Symbol.dispose](): void {
    this.client[Symbol.dispose]();
  }

  #fill(): void {
    const ledger = this.#ledger;
    if (this.#heartbeatFor !== undefined || !this.client.isOpen) return;
    if (this.isAcknowledged) this.#waitingSinceMs = performance.now();
    const end = Math.min(ledger.acknowledged + this.#inFlightMax, this.#eventsMax);
    while (ledger.sent < end) {
      const n = ++ledger.sent;
      const number = this.#isNumbered ? `,"n":${n}` : '';
      this.client.send(
        `{"op":6,"d":{"ts":"2026-01-01T00:00:00Z","val":${n}${this.#pad}},"t":"POWER"${number}}`,
      );
    }
    if (this.#isNumbered || this.isAcknowledged) return;
    this.#heartbeatFor = ledger.sent;
    this.client.send('{"op":0}');
  }

  #onFrame(op: number, text: string): void {
    if (op === Opcode.Ack || op === Opcode.HeartbeatAck) {
      this.#longestPauseMs = this.longestPauseMs;
      this.#waitingSinceMs = performance.now();
    }
    if (op === Opcode.Ack) this.#ledger.acknowledge(JSON.parse(text).d.n);
    else if (op === Opcode.HeartbeatAck && this.#heartbeatFor !== undefined) {
      this.#ledger.acknowledge(this.#heartbeatFor);
      this.#heartbeatFor = undefined;
    } else return;
    this.#fill();
  }
}
