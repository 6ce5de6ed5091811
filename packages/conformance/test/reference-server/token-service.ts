/** The token endpoints of the reference server and the tokens that they issued. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ReferenceServerOptions } from './reference-server-options.js';

export interface Grant {
  readonly developer: string;
  /** Absent for a developer's token. */
  readonly user?: string;
  readonly isMonitor?: true;
  readonly expiresAtMs: number;
}

interface Credentials {
  readonly id: string;
  readonly key: string;
}

export class TokenService {
  readonly #options: ReferenceServerOptions;
  readonly #grants = new Map<string, Grant>();
  readonly #reusableTokens = new Set<string>();

  constructor(options: ReferenceServerOptions) {
    this.#options = options;
  }

  /** Returns the grant of a token that is valid for this type; consumes the token unless `peek` is set. */
  redeem(token: string, type: number, peek = false): Grant | undefined {
    const { fault } = this.#options;
    const grant = this.#grants.get(token);
    if (!grant) {
      const developer = this.#options.developers[0]?.id ?? '';
      const unknownGrant = {
        developer,
        expiresAtMs: Infinity,
        ...(type === 0 && { user: 'unknown' }),
      };
      return fault === 'accepts-unknown-tokens' ? unknownGrant : undefined;
    }
    if (grant.expiresAtMs < Date.now() && fault !== 'no-expiry') return undefined;
    const isRightKind =
      (grant.user !== undefined) === (type === 0) || fault === 'ignores-token-kind';
    const isReused = fault === 'never-consumes-tokens' || this.#isReusable;
    const isConsumed = isRightKind ? !peek && !isReused : fault === 'wrong-kind-spends';
    if (isConsumed) this.spend(token);
    return isRightKind ? grant : undefined;
  }

  get #isReusable(): boolean {
    return this.#options.reusableTokens && this.#options.fault !== 'reusable-spent';
  }

  spend(token: unknown): void {
    if (typeof token !== 'string' || this.#reusableTokens.has(token)) return;
    if (this.#options.fault === 'late-delete') setTimeout(() => this.#grants.delete(token), 20);
    else this.#grants.delete(token);
  }

  answer(request: IncomingMessage, response: ServerResponse): void {
    request.resume();
    const { fault } = this.#options;
    const url = new URL(request.url ?? '/', 'http://localhost');
    const isUser = url.pathname === '/auth/user';
    const isMonitor =
      url.pathname === '/auth/monitor' && this.#options.supportsExtensions !== false;
    const isDeveloper = url.pathname === '/auth/developer';
    if (!isUser && !isDeveloper && !isMonitor && fault !== 'any-path') {
      return end(response, 404, 'not found');
    }
    if (request.method !== 'POST' && fault !== 'any-method') return end(response, 405, 'no');
    const credentials = this.#credentialsOf(request);
    const user = isUser ? parseUser(url, fault === 'accepts-invalid-encoding') : undefined;
    if (!credentials || (isUser && !user)) {
      return end(response, fault === 'missing-is-403' ? 403 : 400, 'bad request');
    }
    const developer = this.#options.developers.find(({ id }) => id === credentials.id);
    if (developer?.key !== credentials.key) {
      const part = developer ? 'wrong key' : 'no such developer';
      return end(response, 403, fault === 'reveals-wrong-part' ? part : 'forbidden');
    }
    const token = this.#issue(developer.id, user, isMonitor);
    end(response, 200, JSON.stringify({ token }, null, fault === 'pretty-tokens' ? 2 : 0));
  }

  /** Issues a token for the next connection with this grant. */
  issueForRejoin(grant: Grant): string {
    const token = randomUUID();
    this.#grants.set(token, { ...grant, expiresAtMs: Infinity });
    if (this.#options.fault === 'never-consumes-rejoin-tokens') this.#reusableTokens.add(token);
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

/** The decoded user id in the query; `undefined` if it is missing or its encoding is invalid. */
function parseUser(url: URL, isLenient: boolean): string | undefined {
  const encoded = /[?&]id=([^&]*)/.exec(url.search)?.[1];
  if (!encoded) return undefined;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return isLenient ? encoded : undefined;
  }
}

function end(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status).end(text);
}
