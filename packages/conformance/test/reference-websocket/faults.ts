/**
 * All faults of the reference WebSocket server, each with the cases that must detect it; `*` in an id matches any
 * text. `websocket.test.ts` also asserts that every case fails for at least one fault.
 */
interface Detected {
  readonly failed?: readonly string[];
  readonly nonStrict?: readonly string[];
}

export const FAULTS = {
  // the opening handshake
  'wrong-accept': {
    failed: ['plain', 'sample-key', 'key-zeros', 'key-ones', 'pieces-100'].map(
      (name) => `handshake.${name}`,
    ),
  },
  'opens-anything': {
    failed: [
      ...['no-upgrade', 'upgrade-other', 'upgrade-empty', 'upgrade-h2c', 'upgrade-almost'],
      ...['no-connection', 'connection-other', 'connection-close', 'connection-almost', 'no-key'],
      ...['key-empty', 'key-short', 'key-long', 'key-not-base64', 'key-unpadded', 'post', 'put'],
      ...['http-1.0', 'version-*'],
    ].map((name) => `handshake.${name}`),
  },
  'takes-any-http': {
    failed: [
      ...['no-host', 'two-hosts', 'space-before-colon', 'folded', 'nul', 'no-colon', 'bad-name'],
      ...['no-name', 'no-target', 'http-9', 'no-version', 'lengths', 'length-junk'],
    ].map((name) => `http.${name}`),
  },
  'never-answers-http': { failed: ['http.*', 'handshake.plain', 'deflate.offer-plain'] },
  'no-version-header': { nonStrict: ['handshake.version-8', 'handshake.version-x'] },
  'picks-subprotocol': { failed: ['handshake.protocol*'] },
  'case-matters': {
    failed: [
      ...['lower-names', 'upper-names', 'upgrade-case', 'upgrade-upper', 'connection-lower'],
    ].map((name) => `handshake.${name}`),
  },
  'no-lists': { failed: ['handshake.connection-list*'] },
  'needs-whole-request': { failed: ['handshake.bytewise', 'handshake.pieces-7'] },
  'knows-every-header': {
    failed: [
      ...['unknown-header', 'empty-header', 'headers-30', 'header-long', 'header-latin1', 'cookie'],
      ...['authorization', 'user-agent', 'content-length-0'],
    ].map((name) => `handshake.${name}`),
  },
  'no-query': { failed: ['handshake.query'] },
  'needs-order': { failed: ['handshake.reversed'] },
  'no-trimming': { failed: ['handshake.no-space', 'handshake.spaces'] },
  // messages
  'loses-messages': {
    failed: ['lengths.text-*', 'lengths.binary-*', 'lengths.together-*', 'pongs.*'],
  },
  'garbles-messages': {
    failed: [
      ...['masking.key-*', 'masking.size-*', 'masking.pieces-*', 'utf8.valid-*', 'utf8.cut-*'],
      ...['utf8.arrives-bytewise', 'fragments.two*', 'fragments.three*', 'fragments.bytewise*'],
      ...[
        'fragments.hundred*',
        'fragments.binary-two',
        'fragments.binary-three',
        'fragments.binary-bytewise',
        'fragments.binary-hundred',
        'limits.many-small',
        'limits.largest*',
      ],
      ...['deflate.text-*', 'deflate.plain-text', 'deflate.mixed', 'deflate.utf8'],
      ...['deflate.binary', 'deflate.many', 'deflate.largest', 'deflate.close'],
    ],
  },
  'answers-twice': { failed: ['lengths.text-0', 'lengths.binary-0', 'deflate.empty'] },
  'one-fragment': {
    failed: [
      'fragments.empty-*',
      'fragments.many-empty*',
      'fragments.growing*',
      'fragments.length-126*',
    ],
  },
  masks: { failed: ['lengths.text-125', 'pings.text'] },
  'sets-reserved-bits': { failed: ['lengths.text-125', 'deflate.offer-plain'] },
  'takes-longest-field': { failed: ['lengths.text-125'] },
  'hangs-on-long-fields': { failed: ['lengths.longer-*'] },
  'takes-long-fields': { nonStrict: ['lengths.longer-*'] },
  'takes-unmasked': {
    failed: [
      ...['text*', 'binary*', 'ping*', 'pong*', 'continuation*'].map(
        (name) => `masking.none-${name}`,
      ),
    ],
    nonStrict: ['masking.none-close*'],
  },
  // control frames
  'no-pongs': { failed: ['pings.*', 'utf8.binary-is-free'] },
  'empty-pongs': { failed: ['pings.text*', 'pings.125*', 'pings.same-payload'] },
  'last-pong-only': { nonStrict: ['pings.row-10', 'pings.row-100'] },
  'no-control-inside': {
    failed: ['fragments.around-*', 'deflate.control-inside'],
    nonStrict: ['fragments.close-inside'],
  },
  'takes-broken-controls': { failed: ['control.*'] },
  // reserved bits and opcodes
  'takes-reserved-bits': {
    failed: [
      ...['text-*', 'binary-*', 'ping-*', 'pong-*', 'continuation-*'].map(
        (name) => `reserved-bits.${name}`,
      ),
    ],
    nonStrict: ['reserved-bits.close-*'],
  },
  'takes-deflate-bits': {
    failed: ['rsv1-continuation', 'rsv1-ping', 'rsv1-rsv2', 'rsv2', 'rsv3'].map(
      (name) => `deflate.broken-${name}`,
    ),
    nonStrict: ['deflate.broken-rsv1-close'],
  },
  'takes-reserved-opcodes': { failed: ['opcodes.*'] },
  // fragments
  'takes-any-order': {
    failed: [
      ...['orphan*', 'text-in-text*', 'binary-in-text*', 'start-in-text*', 'text-in-binary*'],
      ...['text-behind-ping*'],
    ].map((name) => `fragments.${name}`),
  },
  // UTF-8
  'takes-any-text': {
    failed: ['utf8.invalid-*', 'utf8.truncated-*', 'utf8.early-*', 'deflate.not-utf8-*'],
  },
  'looks-late': { nonStrict: ['utf8.early-*'] },
  // closing
  'no-close-answer': {
    failed: [
      'close.code-*',
      'close.then-message',
      'close.then-ping',
      'close.then-close',
      'close.then-bytes',
      'close.then-fragment',
      'close.then-large-message',
      'close.empty*',
      'close.reason*',
    ],
  },
  'closes-with-1000': { nonStrict: ['close.code-4000', 'reserved-bits.text-1', 'utf8.invalid-fe'] },
  'keeps-tcp': {
    failed: ['close.tcp-end*', 'close.then-tcp-end', 'fragments.tcp-end-inside', 'close.code-1000'],
  },
  'goes-on-after-close': { failed: ['close.then-message', 'close.then-ping'] },
  'takes-any-close': {
    failed: ['close.never-*', 'close.broken-one-byte', 'close.broken-reason-*'],
    nonStrict: ['close.broken-fragment'],
  },
  cuts: { nonStrict: ['reserved-bits.*', 'opcodes.*', 'utf8.invalid-*', 'close.never-*'] },
  'sends-1006': { failed: ['reserved-bits.text-1', 'close.never-999'] },
  // limits
  'no-limit': {
    failed: ['limits.*over', 'limits.double', 'limits.fragments-*', 'limits.behind-message'],
  },
  'waits-for-the-rest': { failed: ['limits.declares-*', 'lengths.impossible-*'] },
  // permessage-deflate
  'takes-any-offer': {
    failed: [
      ...['unknown-extension', 'webkit', 'unknown-parameter', 'server-bits-bad-*'],
      ...['server-bits-empty', 'client-bits-bad-*', 'flag-with-value', 'twice', 'flag-twice'],
    ].map((name) => `deflate.offer-${name}`),
  },
  'refuses-broken-offers': {
    nonStrict: ['deflate.offer-twice', 'deflate.offer-unknown-parameter*'],
  },
  'unknown-answer': {
    failed: [
      ...['plain', 'client-forgets', 'both-forget', 'client-bits', 'as-browsers', 'two-offers'],
      ...['unknown-beside', 'client-bits-8', 'client-bits-10', 'client-bits-15', 'fallback'],
      ...['no-spaces', 'unknown-parameter-then-good'],
    ].map((name) => `deflate.offer-${name}`),
  },
  'forgets-parameters': {
    failed: [
      'server-forgets',
      'server-bits-8',
      'server-bits-9',
      'server-bits-10',
      'server-bits-12',
      'server-bits-15',
      'bits-quoted',
    ].map((name) => `deflate.offer-${name}`),
  },
  'forgets-window': { failed: ['deflate.takeover*'] },
  'takes-broken-deflate': {
    failed: ['junk', 'stored-length', 'reserved-block', 'too-far'].map(
      (name) => `deflate.broken-${name}`,
    ),
  },
  'no-inflate-limit': { failed: ['deflate.bomb-*'] },
} as const satisfies Record<string, Detected>;

export type Fault = keyof typeof FAULTS;
