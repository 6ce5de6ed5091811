/**
 * Tokens with which a client reconnects after a broken link, without requesting a new token (extension `rejoin`).
 *
 * A connection has at most one. It is valid for one IDENTIFY, while the connection is open and for `lifetimeMs` after
 * its link ended. Tokens are kept in memory: after a restart of the broker, a client needs an ordinary token. At most
 * `endedMax` tokens of ended connections are kept; the oldest are dropped.
 */
import type { Role } from '@wearwire/protocol';
import type { TokenGrant } from '../storage/ports.js';
import { hashSecret, newSecret } from './secrets.js';

/** The identity that a token grants. */
export type Rejoiner = Pick<TokenGrant, 'developerId' | 'role' | 'userId' | 'isMonitor'>;

export interface RejoinSettings {
  readonly lifetimeMs: number;
  readonly endedMax: number;
  /** Never steps back. */
  monotonicMs(): number;
}

export class RejoinTokens {
  readonly #settings: RejoinSettings;
  /** Tokens of open connections, by the SHA-256 of the token (P-TOK-8). */
  readonly #live = new Map<string, Rejoiner>();
  /** Tokens of ended connections, by the same hash, in the order in which they expire. */
  readonly #ended = new Map<string, { readonly rejoiner: Rejoiner; readonly untilMs: number }>();

  constructor(settings: RejoinSettings) {
    this.#settings = settings;
  }

  /** The number of tokens kept. */
  get size(): number {
    return this.#live.size + this.#ended.size;
  }

  /** How long a token is valid after the link ended, in ms. */
  get lifetimeMs(): number {
    return this.#settings.lifetimeMs;
  }

  /** Creates a token for a connection. Pass `hash` to `ended` and `revoke`. */
  issue(rejoiner: Rejoiner): { readonly token: string; readonly hash: string } {
    const token = newSecret();
    const hash = hashSecret(token);
    this.#live.set(hash, rejoiner);
    return { token, hash };
  }

  /** Called when the link of the connection has closed: the token expires after its lifetime. */
  ended(hash: string): void {
    const rejoiner = this.#live.get(hash);
    if (rejoiner === undefined) return;
    this.#live.delete(hash);
    const nowMs = this.#settings.monotonicMs();
    this.#ended.set(hash, { rejoiner, untilMs: nowMs + this.#settings.lifetimeMs });
    for (const [oldest, { untilMs }] of this.#ended) {
      if (untilMs > nowMs && this.#ended.size <= this.#settings.endedMax) break;
      this.#ended.delete(oldest);
    }
  }

  /** Drops the token: the broker ended the connection for a reason that would apply to a new one as well. */
  revoke(hash: string): void {
    this.#live.delete(hash);
  }

  /** Looks up a token without consuming it. */
  find(hash: string, role: Role): Rejoiner | undefined {
    const rejoiner = this.#live.get(hash) ?? this.#findEnded(hash);
    return rejoiner?.role === role ? rejoiner : undefined;
  }

  /** Consumes the token. Returns `false` if the token is unknown or already used. */
  consume(hash: string): boolean {
    return this.#live.delete(hash) || this.#ended.delete(hash);
  }

  #findEnded(hash: string): Rejoiner | undefined {
    const ended = this.#ended.get(hash);
    if (ended === undefined || ended.untilMs <= this.#settings.monotonicMs()) return undefined;
    return ended.rejoiner;
  }
}
