/**
 * Links to the overlay of one user: each lets its holder read that user's heart rate and nothing else, until it expires
 * or is revoked. Kept as hashes, in memory: a restart ends them all (ADR 0039).
 */
import { hashSecret, newCode, newSecret } from '../auth/secrets.js';

export interface OverlayLinkSettings {
  /** Maximum number of valid links per developer. */
  readonly linksMax: number;
  /** Monotonic time in ms. */
  monotonicMs(): number;
}

export interface OverlayLink {
  /** Identifies the link in the list and for revoking it. It is not the secret and gives no access. */
  readonly id: string;
  readonly developerId: string;
  readonly userId: string;
  readonly expiresAtMs: number;
}

export class OverlayLinks {
  readonly #settings: OverlayLinkSettings;
  /** By the hash of the secret. */
  readonly #links = new Map<string, OverlayLink>();

  constructor(settings: OverlayLinkSettings) {
    this.#settings = settings;
  }

  /** Creates a link and returns its secret; `undefined` if the developer has too many. */
  issue(developerId: string, userId: string, lifetimeMs: number): string | undefined {
    if (this.list(developerId).length >= this.#settings.linksMax) return undefined;
    const secret = newSecret();
    const expiresAtMs = this.#settings.monotonicMs() + lifetimeMs;
    this.#links.set(hashSecret(secret), { id: newCode(), developerId, userId, expiresAtMs });
    return secret;
  }

  /** Returns `undefined` if the link is unknown, expired or revoked. */
  lookup(secret: string): OverlayLink | undefined {
    const link = this.#links.get(hashSecret(secret));
    return link !== undefined && this.leftMs(link) > 0 ? link : undefined;
  }

  /** The developer's valid links, oldest first. */
  list(developerId: string): readonly OverlayLink[] {
    for (const [hash, link] of this.#links) if (this.leftMs(link) <= 0) this.#links.delete(hash);
    return [...this.#links.values()].filter((link) => link.developerId === developerId);
  }

  /** Returns whether the developer had such a link. */
  revoke(developerId: string, id: string): boolean {
    for (const [hash, link] of this.#links) {
      if (link.developerId === developerId && link.id === id) return this.#links.delete(hash);
    }
    return false;
  }

  /** Time until the link expires, in ms; 0 or less: it has expired. */
  leftMs({ expiresAtMs }: OverlayLink): number {
    return expiresAtMs - this.#settings.monotonicMs();
  }
}
