/** Explains why a connection failed, by Node's error code: what happened and what to do. */

interface Explanation {
  readonly what: string;
  readonly remedy: string;
}

const NOT_RUNNING = 'is the broker running?';
const TRUST_IT = 'pass its CA certificate with --ca FILE, or set NODE_EXTRA_CA_CERTS';
const USE_PLAIN = 'use ws:// or http:// for a broker without --tls-cert';

const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  ECONNREFUSED: { what: 'connection refused', remedy: NOT_RUNNING },
  ECONNRESET: {
    what: 'the connection was reset',
    remedy: 'is it a broker, and is wss:// right for one with --tls-cert?',
  },
  EPIPE: { what: 'the connection was reset', remedy: NOT_RUNNING },
  ENOTFOUND: { what: 'no such host', remedy: 'check the name in the URL' },
  EAI_AGAIN: { what: 'the name could not be looked up', remedy: 'check the name and the network' },
  ETIMEDOUT: { what: 'no answer', remedy: 'check the address, and what stands between' },
  UND_ERR_CONNECT_TIMEOUT: {
    what: 'no answer',
    remedy: 'check the address, and what stands between',
  },
  EHOSTUNREACH: { what: 'no route to the host', remedy: 'check the address and the network' },
  ENETUNREACH: { what: 'the network is unreachable', remedy: 'check the network' },
  UND_ERR_SOCKET: {
    what: 'the other side closed the connection',
    remedy: 'is it a broker, and is wss:// right for one with --tls-cert?',
  },
  DEPTH_ZERO_SELF_SIGNED_CERT: { what: 'the certificate is self-signed', remedy: TRUST_IT },
  SELF_SIGNED_CERT_IN_CHAIN: {
    what: 'the certificate comes from an authority that is not trusted here',
    remedy: TRUST_IT,
  },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: {
    what: 'the certificate comes from an authority that is not trusted here',
    remedy: `${TRUST_IT}; or the broker's --tls-cert lacks the intermediate certificates`,
  },
  UNABLE_TO_GET_ISSUER_CERT: {
    what: 'the certificate comes from an authority that is not trusted here',
    remedy: TRUST_IT,
  },
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: {
    what: 'the certificate comes from an authority that is not trusted here',
    remedy: TRUST_IT,
  },
  CERT_HAS_EXPIRED: { what: 'the certificate has expired', remedy: 'renew it, then send SIGHUP' },
  CERT_NOT_YET_VALID: { what: 'the certificate is not valid yet', remedy: 'check the clocks' },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    what: 'the certificate is for another host name',
    remedy: 'connect by a name in the certificate, or get a certificate for this name',
  },
  ERR_SSL_WRONG_VERSION_NUMBER: { what: 'the port does not speak TLS', remedy: USE_PLAIN },
  ERR_SSL_PACKET_LENGTH_TOO_LONG: { what: 'the port does not speak TLS', remedy: USE_PLAIN },
};

const BAD_PORT = {
  what: 'fetch refuses to connect to this port',
  remedy: 'let the broker listen on another port',
};

/** `cannot connect to HOST:PORT: what; remedy`, or `undefined` if no cause has a known code. */
export function connectionMessage(error: unknown, url: string): string | undefined {
  const cause = explained(error);
  return cause && `cannot connect to ${addressOf(url)}: ${cause.what}; ${cause.remedy}`;
}

function explained(error: unknown): Explanation | undefined {
  for (const cause of causesOf(error)) {
    const { code, message = '' } = cause as NodeJS.ErrnoException;
    const known =
      code !== undefined && Object.hasOwn(EXPLANATIONS, code) ? EXPLANATIONS[code] : undefined;
    if (known !== undefined) return known;
    // Node gives EPROTO for all of these OpenSSL errors, so match the message.
    if (/wrong version number|packet length too long/i.test(message)) {
      return EXPLANATIONS.ERR_SSL_WRONG_VERSION_NUMBER;
    }
    if (message === 'bad port') return BAD_PORT;
    // The HTTP parser received a TLS alert.
    if (/^HPE_/.test(code ?? '')) return EXPLANATIONS.ECONNRESET;
  }
  return undefined;
}

/** The error and its causes. Of several attempts (`AggregateError`: IPv6, then IPv4) the last one is included. */
function causesOf(error: unknown): Error[] {
  const chain: Error[] = [];
  for (let cause = error; cause instanceof Error && chain.length < 8; cause = cause.cause) {
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
