/** RFC 6455, 4.2: the opening handshake, and HTTP/1.1 around it (RFC 9112). */
import type { HandshakeCase, RequestChange } from '../case.js';

type Row = readonly [name: string, what: string, request: RequestChange];

const header = (name: string, value: string): RequestChange => ({ headers: [[name, value]] });

const OPENS: readonly Row[] = [
  ['plain', 'a plain handshake', {}],
  ['sample-key', "the RFC's own key", { key: 'dGhlIHNhbXBsZSBub25jZQ==' }],
  ['key-zeros', 'a key of zeros', { key: 'AAAAAAAAAAAAAAAAAAAAAA==' }],
  ['key-ones', 'a key of ones', { key: '/////////////////////w==' }],
  [
    'lower-names',
    'names in lower case',
    {
      without: ['Host', 'Upgrade', 'Connection'],
      lines: ['host: x', 'upgrade: websocket', 'connection: Upgrade'],
    },
  ],
  [
    'upper-names',
    'names in upper case',
    { without: ['Upgrade', 'Connection'], lines: ['UPGRADE: websocket', 'CONNECTION: Upgrade'] },
  ],
  ['upgrade-case', 'Upgrade: WebSocket', header('Upgrade', 'WebSocket')],
  ['upgrade-upper', 'Upgrade: WEBSOCKET', header('Upgrade', 'WEBSOCKET')],
  ['connection-lower', 'Connection: upgrade', header('Connection', 'upgrade')],
  [
    'connection-list',
    'Connection: keep-alive, Upgrade',
    header('Connection', 'keep-alive, Upgrade'),
  ],
  [
    'connection-list-first',
    'Connection: Upgrade, keep-alive',
    header('Connection', 'Upgrade, keep-alive'),
  ],
  [
    'connection-list-tight',
    'Connection: keep-alive,Upgrade',
    header('Connection', 'keep-alive,Upgrade'),
  ],
  ['reversed', 'headers in another order', { isReversed: true }],
  [
    'no-space',
    'no space after the colon',
    { without: ['Sec-WebSocket-Version'], lines: ['Sec-WebSocket-Version:13'] },
  ],
  [
    'spaces',
    'spaces and tabs around a value',
    { without: ['Sec-WebSocket-Version'], lines: ['Sec-WebSocket-Version: \t 13  '] },
  ],
  ['unknown-header', 'an unknown header', header('X-Unknown', 'value')],
  ['empty-header', 'a header without a value', header('X-Empty', '')],
  [
    'headers-30',
    'thirty more headers',
    { headers: Array.from({ length: 30 }, (_, i) => [`X-${i}`, `${i}`] as const) },
  ],
  ['header-long', 'a header of 2,000 bytes', header('X-Long', 'x'.repeat(2_000))],
  ['header-latin1', 'a header with non-ASCII bytes', header('X-Latin', 'caf\u00e9')],
  ['cookie', 'cookies', header('Cookie', 'a=1; b=2')],
  ['authorization', 'credentials', header('Authorization', 'Bearer x')],
  [
    'user-agent',
    'headers of a browser',
    {
      headers: [
        ['User-Agent', 'Mozilla/5.0'],
        ['Accept-Language', 'en'],
        ['Cache-Control', 'no-cache'],
        ['Pragma', 'no-cache'],
      ],
    },
  ],
  ['content-length-0', 'Content-Length: 0', header('Content-Length', '0')],
  ['protocol', 'a subprotocol', header('Sec-WebSocket-Protocol', 'chat')],
  ['protocols', 'two subprotocols', header('Sec-WebSocket-Protocol', 'chat, superchat')],
  [
    'protocols-two-lines',
    'subprotocols in two headers',
    {
      headers: [
        ['Sec-WebSocket-Protocol', 'chat'],
        ['Sec-WebSocket-Protocol', 'superchat'],
      ],
    },
  ],
  ['query', 'a query', { target: '{path}?a=1&b=%20' }],
  ['bytewise', 'a request that arrives byte by byte', { piecesOfBytes: 1 }],
  ['pieces-7', 'a request that arrives 7 bytes at a time', { piecesOfBytes: 7 }],
  ['pieces-100', 'a request that arrives 100 bytes at a time', { piecesOfBytes: 100 }],
];

const opens: readonly HandshakeCase[] = OPENS.map(([name, what, request]) => ({
  kind: 'handshake',
  id: `handshake.${name}`,
  section: 'RFC 6455, 4.2',
  title: `opens a connection: ${what}`,
  request,
  outcome: { is: 'opens' },
}));

/** RFC 6455, 4.2.2: an invalid handshake is refused with 400 or a more specific status. */
const REFUSED: readonly Row[] = [
  ['no-upgrade', 'no Upgrade', { without: ['Upgrade'] }],
  ['upgrade-other', 'Upgrade: foo', header('Upgrade', 'foo')],
  ['upgrade-empty', 'an empty Upgrade', header('Upgrade', '')],
  ['upgrade-h2c', 'Upgrade: h2c', header('Upgrade', 'h2c')],
  ['upgrade-almost', 'Upgrade: websockets', header('Upgrade', 'websockets')],
  ['no-connection', 'no Connection', { without: ['Connection'] }],
  ['connection-other', 'Connection: keep-alive', header('Connection', 'keep-alive')],
  ['connection-close', 'Connection: close', header('Connection', 'close')],
  ['connection-almost', 'Connection: upgraded', header('Connection', 'upgraded')],
  ['no-key', 'no key', { without: ['Sec-WebSocket-Key'] }],
  ['key-empty', 'an empty key', { key: '' }],
  ['key-short', 'a key of 15 bytes', { key: 'MTIzNDU2Nzg5MDEyMzQ1' }],
  ['key-long', 'a key of 17 bytes', { key: 'MTIzNDU2Nzg5MDEyMzQ1Njc=' }],
  ['key-not-base64', 'a key that is not base64', { key: '!!!!!!!!!!!!!!!!!!!!!!==' }],
  ['key-unpadded', 'a key without padding', { key: 'dGhlIHNhbXBsZSBub25jZQ' }],
  ['post', 'POST', { method: 'POST' }],
  ['put', 'PUT', { method: 'PUT' }],
  ['http-1.0', 'HTTP/1.0', { httpVersion: 'HTTP/1.0' }],
];

const refused: readonly HandshakeCase[] = REFUSED.map(([name, what, request]) => ({
  kind: 'handshake',
  id: `handshake.${name}`,
  section: 'RFC 6455, 4.2.1',
  title: `refuses a handshake: ${what}`,
  request,
  outcome: { is: 'refused', statuses: [400, 404, 405, 426, 505] },
}));

const VERSIONS = ['0', '7', '8', '12', '14', '25', '130', 'x', '-13', '13, 8'];

/** RFC 6455, 4.4: the refusal lists the versions that the server supports. */
const versions: readonly HandshakeCase[] = [undefined, ...VERSIONS].map((version) => ({
  kind: 'handshake',
  id: `handshake.version-${version?.replace(', ', '-') ?? 'none'}`,
  section: 'RFC 6455, 4.4',
  title:
    version === undefined
      ? 'refuses a handshake without a version'
      : `refuses a handshake of version ${version} and lists the supported version`,
  request:
    version === undefined
      ? { without: ['Sec-WebSocket-Version'] }
      : header('Sec-WebSocket-Version', version),
  outcome: {
    is: 'refused',
    statuses: [400, 426],
    ...(version !== undefined && { header: ['sec-websocket-version', '13'] as const }),
  },
}));

/** RFC 9112: invalid HTTP requests. */
const HTTP: readonly (readonly [...Row, section: string])[] = [
  ['no-host', 'no Host', { without: ['Host'] }, '3.2'],
  ['two-hosts', 'two Hosts', { lines: ['Host: other'] }, '3.2'],
  ['space-before-colon', 'a space before a colon', { lines: ['X-Bad : 1'] }, '5.1'],
  ['folded', 'a folded header', { lines: ['X-Folded: a', ' b'] }, '5.2'],
  ['nul', 'a NUL in a value', { lines: ['X-Nul: a\u0000b'] }, '5.5'],
  ['no-colon', 'a line without a colon', { lines: ['nothing here'] }, '5'],
  ['bad-name', 'a name with a bracket', { lines: ['X(Bad): 1'] }, '5.1'],
  ['no-name', 'a header without a name', { lines: [': value'] }, '5.1'],
  ['no-target', 'no request target', { target: '' }, '3'],
  ['http-9', 'HTTP/9.9', { httpVersion: 'HTTP/9.9' }, '2.3'],
  ['no-version', 'no HTTP version', { httpVersion: '' }, '3'],
  [
    'lengths',
    'two lengths that differ',
    {
      headers: [
        ['Content-Length', '0'],
        ['Content-Length', '5'],
      ],
    },
    '6.3',
  ],
  ['length-junk', 'a length that is not a number', header('Content-Length', 'x'), '6.3'],
];

const http: readonly HandshakeCase[] = HTTP.map(([name, what, request, section]) => ({
  kind: 'handshake',
  id: `http.${name}`,
  section: `RFC 9112, ${section}`,
  title: `refuses a request with ${what}`,
  request,
  outcome: { is: 'refused', statuses: [400, 404, 426, 505] },
}));

/** The server may open or refuse these, but must answer. */
const EITHER: readonly (readonly [...Row, section: string])[] = [
  ['absolute-target', 'an absolute target', { target: '{url}' }, 'RFC 9112, 3.2.2'],
  ['bare-line-feeds', 'lines that end without CR', { lineEnd: '\n' }, 'RFC 9112, 2.2'],
  ['header-16000', 'a header of 16,000 bytes', header('X-Long', 'x'.repeat(16_000)), 'RFC 6585, 5'],
  [
    'header-100000',
    'a header of 100,000 bytes',
    header('X-Long', 'x'.repeat(100_000)),
    'RFC 6585, 5',
  ],
  [
    'headers-200',
    '200 more headers',
    { headers: Array.from({ length: 200 }, (_, i) => [`X-${i}`, 'x'] as const) },
    'RFC 6585, 5',
  ],
  [
    'two-keys',
    'two keys',
    { headers: [], lines: ['Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=='] },
    'RFC 6455, 11.3.1',
  ],
];

const either: readonly HandshakeCase[] = EITHER.map(([name, what, request, section]) => ({
  kind: 'handshake',
  id: `http.${name}`,
  section,
  title: `answers a handshake, by opening or refusing it: ${what}`,
  request,
  outcome: { is: 'refused', statuses: [400, 404, 414, 431], mayOpen: true },
}));

export const handshakeCases: readonly HandshakeCase[] = [
  ...opens,
  ...refused,
  ...versions,
  ...http,
  ...either,
];
