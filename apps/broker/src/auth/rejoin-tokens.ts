/**
 * Tokens by which a client whose link breaks comes back without asking for a new one (extension `rejoin`).
 *
 * A connection has one at most. It is good once, while the connection lives and for `lifetimeMs` after its link
 * ended. It lives in memory: after a restart a client asks for an ordinary token. Those of ended connections are
 * bounded: beyond `endedMax` the oldest go.
 */
import type { Role } from '@wearwire/protocol';
import type { TokenGrant } from '../storage/ports.js';
import { hashSecret, newSecret } from './secrets.js';

/** Whom a token lets in. */
export type Rejoiner = Pick<TokenGrant, 'developerId' | 'role' | 'userId' | 'isMonitor'>;

export interface RejoinSettings {
  readonly lifetimeMs: number;
  readonly endedMax: number;
  /** Never steps back. */
  monotonicMs(): number;
}

export class RejoinTokens {
  readonly #settings: RejoinSettings;
  /** By the SHA-256 of the token (P-TOK-8). */
  readonly #live = new Map<string, Rejoiner>();
  /** In the order in which they expire. */
  readonly #ended = new Map<string, { readonly rejoiner: Rejoiner; readonly untilMs: number }>();

  constructor(settings: RejoinSettings) {
    this.#settings = settings;
  }

  /** Tokens that are kept. */
  get size(): number {
    return this.#live.size + this.#ended.size;
  }

  /** How long a token is good after the link ended, in ms. */
  get lifetimeMs(): number {
    return this.#settings.lifetimeMs;
  }

  /** A token for a connection; `hash` is what `ended` and `revoke` take. */
  issue(rejoiner: Rejoiner): { readonly token: string; readonly hash: string } {
    const token = newSecret();
    const hash = hashSecret(token);
    this.#live.set(hash, rejoiner);
    return { token, hash };
  }

  /** The connection's link is gone: the token is good for some time yet. */
  ended(hash: string): void {
    const rejoiner = this.#live.get(hash);
    if (!this.#live.delete(hash) || rejoiner === undefined) return;
    const nowMs = this.#settings.monotonicMs();
    this.#ended.set(hash, { rejoiner, untilMs: nowMs + this.#settings.lifetimeMs });
    for (const [oldest, { untilMs }] of this.#ended) {
      if (untilMs > nowMs && this.#ended.size <= this.#settings.endedMax) break;
      this.#ended.delete(oldest);
    }
  }

  /** The server ended the connection for a reason that a new connection would share. */
  revoke(hash: string): void {
    this.#live.delete(hash);
  }

  /** Whom the token lets in; it stays as it is. */
  look(hash: string, role: Role): Rejoiner | undefined {
    const rejoiner = this.#live.get(hash) ?? this.#lookEnded(hash);
    return rejoiner?.role === role ? rejoiner : undefined;
  }

  /** Consumes the token. Returns `false` if the token is unknown or already used. */
  consume(hash: string): boolean {
    return this.#live.delete(hash) || this.#ended.delete(hash);
  }

  #lookEnded(hash: string): Rejoiner | undefined {
    const ended = this.#ended.get(hash);
    if (ended === undefined || ended.untilMs <= this.#settings.monotonicMs()) return undefined;
    return ended.rejoiner;
  }
}
