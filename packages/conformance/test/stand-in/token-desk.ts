/** The stand-in's token endpoints and the tokens themselves. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { StandInOptions } from './stand-in-options.js';

export interface Grant {
  readonly developer: string;
  /** Absent in a developer's token. */
  readonly user?: string;
  readonly isMonitor?: true;
  readonly expiresAtMs: number;
}

interface Credentials {
  readonly id: string;
  readonly key: string;
}

export class TokenDesk {
  readonly #options: StandInOptions;
  readonly #grants = new Map<string, Grant>();
  readonly #lasting = new Set<string>();

  constructor(options: StandInOptions) {
    this.#options = options;
  }

  /** What a token stands for, if it is good for this type; it is used up unless `peek` is set. */
  redeem(token: string, type: number, peek = false): Grant | undefined {
    const { fault } = this.#options;
    const grant = this.#grants.get(token);
    if (!grant) {
      const developer = this.#options.developers[0]?.id ?? '';
      const made = { developer, expiresAtMs: Infinity, ...(type === 0 && { user: 'unknown' }) };
      return fault === 'takes-unknown-tokens' ? made : undefined;
    }
    if (grant.expiresAtMs < Date.now() && fault !== 'no-expiry') return undefined;
    const isRightKind = (grant.user !== undefined) === (type === 0) || fault === 'kind-ignored';
    const stays = fault === 'tokens-stay' || this.#isReusable;
    const isSpent = isRightKind ? !peek && !stays : fault === 'wrong-kind-spends';
    if (isSpent) this.spend(token);
    return isRightKind ? grant : undefined;
  }

  get #isReusable(): boolean {
    return this.#options.reusableTokens && this.#options.fault !== 'reusable-spent';
  }

  spend(token: unknown): void {
    if (typeof token !== 'string' || this.#lasting.has(token)) return;
    if (this.#options.fault === 'late-delete') setTimeout(() => this.#grants.delete(token), 20);
    else this.#grants.delete(token);
  }

  answer(request: IncomingMessage, response: ServerResponse): void {
    request.resume();
    const { fault } = this.#options;
    const url = new URL(request.url ?? '/', 'http://stand-in');
    const isUser = url.pathname === '/auth/user';
    const isMonitor = url.pathname === '/auth/monitor' && this.#options.knowsExtensions !== false;
    const isDeveloper = url.pathname === '/auth/developer';
    if (!isUser && !isDeveloper && !isMonitor && fault !== 'any-path') {
      return end(response, 404, 'not found');
    }
    if (request.method !== 'POST' && fault !== 'any-method') return end(response, 405, 'no');
    const credentials = this.#credentialsOf(request);
    const user = isUser ? userIn(url, fault === 'broken-id-taken') : undefined;
    if (!credentials || (isUser && !user)) {
      return end(response, fault === 'missing-is-403' ? 403 : 400, 'bad request');
    }
    const developer = this.#options.developers.find(({ id }) => id === credentials.id);
    if (developer?.key !== credentials.key) {
      const part = developer ? 'wrong key' : 'no such developer';
      return end(response, 403, fault === 'says-which-part' ? part : 'forbidden');
    }
    const token = this.#issue(developer.id, user, isMonitor);
    end(response, 200, JSON.stringify({ token }, null, fault === 'pretty-tokens' ? 2 : 0));
  }

  /** A token for the next connection of whom this grant let in. */
  issueForRejoin(grant: Grant): string {
    const token = randomUUID();
    this.#grants.set(token, { ...grant, expiresAtMs: Infinity });
    if (this.#options.fault === 'rejoin-stays') this.#lasting.add(token);
    return token;
  }

  #issue(developer: string, user: string | undefined, isMonitor: boolean): string {
    const token = randomUUID();
    const uid = this.#options.fault === 'uid-encoded' && user ? encodeURIComponent(user) : user;
    const expiresAtMs = Date.now() + this.#options.tokenLifetimeMs;
    this.#grants.set(token, {
      developer,
      expiresAtMs,
      ...(uid !== undefined && { user: uid }),
      ...(isMonitor && { isMonitor }),
    });
    return token;
  }

  #credentialsOf(request: IncomingMessage): Credentials | undefined {
    const basic = /^basic (.*)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (basic !== undefined && this.#options.fault !== 'no-basic') {
      const pair = Buffer.from(basic, 'base64').toString();
      const colon = pair.indexOf(':');
      return colon > 0 ? { id: pair.slice(0, colon), key: pair.slice(colon + 1) } : undefined;
    }
    const { 'dev-id': id, 'x-api-key': key } = request.headers;
    if (typeof id !== 'string' || typeof key !== 'string' || !id || !key) return undefined;
    const isLower = request.rawHeaders.includes('dev-id');
    return this.#options.fault === 'header-case-matters' && !isLower ? undefined : { id, key };
  }
}

/** The user id as the query spells it; `undefined` where there is none, or its encoding is broken. */
function userIn(url: URL, isLenient: boolean): string | undefined {
  const spelt = /[?&]id=([^&]*)/.exec(url.search)?.[1];
  if (!spelt) return undefined;
  try {
    return decodeURIComponent(spelt);
  } catch {
    return isLenient ? spelt : undefined;
  }
}

function end(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status).end(text);
}
