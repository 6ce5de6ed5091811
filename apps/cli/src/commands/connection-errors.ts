/** Explains why a connection failed, by Node's error code: what happened and what to do. */

export interface Explanation {
  readonly problem: string;
  readonly remedy: string;
}

const NOT_RUNNING = 'is the broker running?';
const CHECK_PATH = 'check the address, and the firewalls and proxies between here and the broker';
const CHECK_URL = 'check that this is the URL of a broker; use wss:// if the broker has --tls-cert';
const TRUST_AUTHORITY = 'pass its CA certificate with --ca FILE, or set NODE_EXTRA_CA_CERTS';
const USE_PLAIN = 'use ws:// or http:// for a broker without --tls-cert';

const UNTRUSTED = {
  problem: 'the certificate was issued by an authority that is not trusted here',
  remedy: TRUST_AUTHORITY,
};

const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  ECONNREFUSED: { problem: 'connection refused', remedy: NOT_RUNNING },
  ECONNRESET: { problem: 'the connection was reset', remedy: CHECK_URL },
  EPIPE: { problem: 'the connection was reset', remedy: NOT_RUNNING },
  ENOTFOUND: { problem: 'no such host', remedy: 'check the name in the URL' },
  EAI_AGAIN: {
    problem: 'the host name could not be resolved',
    remedy: 'check the name and the network',
  },
  ETIMEDOUT: { problem: 'no response', remedy: CHECK_PATH },
  UND_ERR_CONNECT_TIMEOUT: { problem: 'no response', remedy: CHECK_PATH },
  EHOSTUNREACH: { problem: 'no route to the host', remedy: 'check the address and the network' },
  ENETUNREACH: { problem: 'the network is unreachable', remedy: 'check the network' },
  UND_ERR_SOCKET: { problem: 'the other side closed the connection', remedy: CHECK_URL },
  DEPTH_ZERO_SELF_SIGNED_CERT: {
    problem: 'the certificate is self-signed',
    remedy: TRUST_AUTHORITY,
  },
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: {
    problem: UNTRUSTED.problem,
    remedy: `${TRUST_AUTHORITY}; or the broker's --tls-cert lacks the intermediate certificates`,
  },
  UNABLE_TO_GET_ISSUER_CERT: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  CERT_HAS_EXPIRED: {
    problem: 'the certificate has expired',
    remedy: 'renew it, then send SIGHUP to the broker',
  },
  CERT_NOT_YET_VALID: {
    problem: 'the certificate is not valid yet',
    remedy: 'check the clocks of both machines',
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    problem: 'the certificate is for another host name',
    remedy: 'connect by a name in the certificate, or get a certificate for this name',
  },
  ERR_SSL_WRONG_VERSION_NUMBER: { problem: 'the port does not use TLS', remedy: USE_PLAIN },
  ERR_SSL_PACKET_LENGTH_TOO_LONG: { problem: 'the port does not use TLS', remedy: USE_PLAIN },
};

/** `fetch` rejects ports that its standard lists as bad, such as 25 for mail. */
const BAD_PORT = {
  problem: 'fetch does not allow connections to this port',
  remedy: 'let the broker listen on another port',
};

/** `cannot connect to HOST:PORT: problem; remedy`, or `undefined` if no cause has a known code. */
export function connectionMessage(error: unknown, url: string): string | undefined {
  const cause = explainConnectionError(error);
  return cause && `cannot connect to ${addressOf(url)}: ${cause.problem}; ${cause.remedy}`;
}

/** `undefined` if neither the error nor one of its causes has a known code. */
export function explainConnectionError(error: unknown): Explanation | undefined {
  for (const cause of causesOf(error)) {
    const { code, message = '' } = cause as NodeJS.ErrnoException;
    const known =
      code !== undefined && Object.hasOwn(EXPLANATIONS, code) ? EXPLANATIONS[code] : undefined;
    if (known !== undefined) return known;
    // Node reports EPROTO for all of these OpenSSL errors, so match the message.
    if (/wrong version number|packet length too long/i.test(message)) {
      return EXPLANATIONS.ERR_SSL_WRONG_VERSION_NUMBER;
    }
    if (message === 'bad port') return BAD_PORT;
    // The HTTP parser rejects the TLS alert that a server with TLS sends to a client without it.
    if (/^HPE_/.test(code ?? '')) return EXPLANATIONS.ECONNRESET;
  }
  return undefined;
}

/** Bounds the search if causes form a cycle. */
const CAUSES_MAX = 8;

/**
 * Returns the error and its causes. An `AggregateError` has one error per address (IPv6, then IPv4), of which only the
 * last is included.
 */
function causesOf(error: unknown): Error[] {
  const chain: Error[] = [];
  for (
    let cause = error;
    cause instanceof Error && chain.length < CAUSES_MAX;
    cause = cause.cause
  ) {
    chain.push(cause);
    if (cause instanceof AggregateError) chain.push(...causesOf(cause.errors.at(-1)));
  }
  return chain;
}

/** `HOST:PORT`, with the protocol's default port if the URL has none. */
export function addressOf(url: string): string {
  const { hostname, port, protocol } = new URL(url);
  return `${hostname}:${port || (/^(wss|https):$/.test(protocol) ? 443 : 80)}`;
}
