/**
 * Tokens as messages of a stream. A second message on the subject of a token replaces the first one and so consumes
 * the token. The append is a compare-and-set, so only one of several callers succeeds, on any broker. Reads go to the
 * leader.
 */
import { MetaWriteError } from '../errors.js';
import type { StoreHealth } from '../health.js';
import type { TokenGrant, TokenStore } from '../ports.js';
import type { Jet } from './jet.js';
import { SWEEP_RECORDS } from './limits.js';
import type { Names } from './names.js';
import { Pull } from './pull.js';
import { changeState, decodeState } from './state.js';

interface TokenState {
  /** Absent after the token was consumed. */
  readonly grant?: TokenGrant;
  /** The broker that consumed the token. */
  readonly by?: string;
}

export interface NatsTokenStoreOptions {
  readonly jet: Jet;
  readonly names: Names;
  readonly node: string;
  readonly now: () => number;
  readonly health: StoreHealth;
}

export class NatsTokenStore implements TokenStore {
  readonly #options: NatsTokenStoreOptions;
  #consumes = 0;

  constructor(options: NatsTokenStoreOptions) {
    this.#options = options;
  }

  async issue(tokenHash: string, grant: TokenGrant): Promise<void> {
    const state: TokenState = { grant };
    await this.#withHealth(() => this.#change(tokenHash, () => state));
  }

  async find(tokenHash: string): Promise<TokenGrant | undefined> {
    const { jet, names, now } = this.#options;
    const message = await this.#withHealth(() =>
      jet.last(names.tokenStream, names.token(tokenHash)),
    );
    const grant = message && decodeState<TokenState>(message).grant;
    return grant !== undefined && grant.expiresAtMs > now() ? grant : undefined;
  }

  async consume(tokenHash: string): Promise<boolean> {
    const { node, now } = this.#options;
    const by = `${node}/${++this.#consumes}`;
    const state = await this.#withHealth(() =>
      this.#change(tokenHash, (stored) => {
        const { grant } = stored ?? {};
        return grant !== undefined && grant.expiresAtMs > now() ? { by } : undefined;
      }),
    );
    return state?.by === by;
  }

  /** Does nothing: the stream removes messages by their age. */
  async purge(): Promise<void> {}

  /** Removes all tokens of the developer. */
  async removeOf(developerId: string): Promise<void> {
    const { jet, names } = this.#options;
    const stream = names.tokenStream;
    const { state } = await jet.info(stream);
    let left = state.messages;
    if (left === 0) return;
    await using pull = await jet.retrying(() => Pull.open(jet, { stream, from: 1 }));
    while (left > 0) {
      const messages = await pull.page(SWEEP_RECORDS);
      if (messages.length === 0) return;
      left -= messages.length;
      for (const message of messages) {
        if (decodeState<TokenState>(message).grant?.developerId !== developerId) continue;
        // Consumed, so that no broker accepts it; the stream removes it later.
        const subject = message.subject;
        await changeState<TokenState>(
          jet,
          names,
          subject,
          this.#options.node,
          (stored) => (stored?.grant === undefined ? undefined : {}),
          stream,
        );
      }
    }
  }

  #change(
    tokenHash: string,
    change: (state: TokenState | undefined) => TokenState | undefined,
  ): Promise<TokenState | undefined> {
    const { jet, names, node } = this.#options;
    const subject = names.token(tokenHash);
    return changeState<TokenState>(jet, names, subject, node, change, names.tokenStream);
  }

  /** Makes a request and records whether the servers answered. Throws `MetaWriteError`, after which clients retry. */
  async #withHealth<T>(request: () => Promise<T>): Promise<T> {
    const { health } = this.#options;
    try {
      const result = await request();
      health.recovered();
      return result;
    } catch (cause) {
      health.refused(cause);
      throw new MetaWriteError({ cause });
    }
  }
}
