/**
 * Decides which user may post to `/submit`. The first post with a user's token consumes the token and opens a session
 * of posts, in which the same token is accepted until `submitSessionMs` have passed (P-HTTP-2).
 *
 * A session is an entry of the token store under a name that is not the hash of any token, so that it cannot be used
 * for an IDENTIFY. It survives a restart of the broker, and is removed with its developer, like tokens.
 */
import { Role } from '@wearwire/protocol';
import type { TokenGrant, TokenStore } from '../storage/ports.js';
import { hashSecret } from './secrets.js';
import type { Tokens } from './tokens.js';

/** The user for whom a session submits. */
export type Submitter = Pick<TokenGrant, 'developerId' | 'userId'>;

export interface SubmitSessionSettings {
  readonly submitSessionMs: number;
  /** By the storage's clock, ms since 1970. */
  now(): number;
  /** Called for each session that is opened. */
  opened(submitter: Submitter): void;
}

export class SubmitSessions {
  readonly #tokens: Pick<Tokens, 'find' | 'consume'>;
  readonly #store: Pick<TokenStore, 'issue' | 'find'>;
  readonly #settings: SubmitSessionSettings;
  /** Sessions that are being opened, by name: concurrent first posts with one token open only one session. */
  readonly #opening = new Map<string, Promise<Submitter | undefined>>();

  constructor(
    tokens: Pick<Tokens, 'find' | 'consume'>,
    store: Pick<TokenStore, 'issue' | 'find'>,
    settings: SubmitSessionSettings,
  ) {
    this.#tokens = tokens;
    this.#store = store;
    this.#settings = settings;
  }

  /** The session of the token, opened if this is the token's first use. `undefined`: the token is not valid. */
  async of(token: string): Promise<Submitter | undefined> {
    const name = `submit:${hashSecret(token)}`;
    return (await this.#find(name)) ?? (await this.#openOnce(token, name));
  }

  async #find(name: string): Promise<Submitter | undefined> {
    const grant = await this.#store.find(name);
    if (grant === undefined) return undefined;
    // A session that expires later than any new one was opened while the clock was ahead.
    const { now, submitSessionMs } = this.#settings;
    return grant.expiresAtMs - now() <= submitSessionMs ? grant : undefined;
  }

  #openOnce(token: string, name: string): Promise<Submitter | undefined> {
    let opening = this.#opening.get(name);
    if (opening === undefined) {
      opening = this.#open(token, name).finally(() => this.#opening.delete(name));
      this.#opening.set(name, opening);
    }
    return opening;
  }

  async #open(token: string, name: string): Promise<Submitter | undefined> {
    const grant = await this.#tokens.find(token, Role.Producer);
    // Without the second lookup, a post could miss a session that was opened since the first one.
    if (grant === undefined || !(await this.#tokens.consume(token))) return this.#find(name);
    const { developerId, userId } = grant;
    const expiresAtMs = this.#settings.now() + this.#settings.submitSessionMs;
    await this.#store.issue(name, { developerId, userId, role: Role.Producer, expiresAtMs });
    this.#settings.opened(grant);
    return grant;
  }
}
