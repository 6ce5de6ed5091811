/** RFC 7692: negotiation and use of permessage-deflate. */
import { constants } from 'node:zlib';
import { WireOpcode } from '../../wire/frame-writer.js';
import type { DeflateChange, FrameCase, HandshakeCase, Step } from '../case.js';
import {
  binary,
  close,
  deflated,
  frame,
  hex,
  INVALID_UTF8,
  message,
  OPEN,
  PROTOCOL_ERROR,
  ping,
  TEXT_END,
  TEXT_START,
  times,
} from '../steps.js';

const OFFER = 'permessage-deflate';
const BITS = 'server_max_window_bits';
const CLIENT_BITS = 'client_max_window_bits';

/** Valid offers and offers of other extensions; the allowed answers are derived from the offer. */
const OFFERS: readonly [name: string, offer: string][] = [
  ['plain', OFFER],
  ['client-forgets', `${OFFER}; client_no_context_takeover`],
  ['server-forgets', `${OFFER}; server_no_context_takeover`],
  ['both-forget', `${OFFER}; client_no_context_takeover; server_no_context_takeover`],
  ...[8, 9, 10, 12, 15].map((bits): [string, string] => [
    `server-bits-${bits}`,
    `${OFFER}; ${BITS}=${bits}`,
  ]),
  ['client-bits', `${OFFER}; ${CLIENT_BITS}`],
  ...[8, 10, 15].map((bits): [string, string] => [
    `client-bits-${bits}`,
    `${OFFER}; ${CLIENT_BITS}=${bits}`,
  ]),
  ['as-browsers', `${OFFER}; ${CLIENT_BITS}`],
  ['bits-quoted', `${OFFER}; ${BITS}="10"`],
  ['two-offers', `${OFFER}; ${BITS}=10, ${OFFER}`],
  ['fallback', `${OFFER}; ${BITS}=10; server_no_context_takeover, ${OFFER}; ${CLIENT_BITS}`],
  ['no-spaces', `${OFFER};${CLIENT_BITS};${BITS}=12`],
  ['unknown-extension', 'x-unknown-extension'],
  ['unknown-beside', `x-unknown-extension; a=1, ${OFFER}`],
  ['webkit', 'x-webkit-deflate-frame'],
];

/** Offers with an unknown or invalid parameter: they must be declined. */
const BROKEN_OFFERS: readonly [name: string, offer: string][] = [
  ['unknown-parameter', `${OFFER}; unknown_parameter`],
  ['unknown-parameter-then-good', `${OFFER}; unknown_parameter=1, ${OFFER}`],
  ...['7', '16', '0', '-1', '08', 'ten', '1e1'].map((bits): [string, string] => [
    `server-bits-bad-${bits}`,
    `${OFFER}; ${BITS}=${bits}`,
  ]),
  ['server-bits-empty', `${OFFER}; ${BITS}`],
  ['client-bits-bad-7', `${OFFER}; ${CLIENT_BITS}=7`],
  ['client-bits-bad-16', `${OFFER}; ${CLIENT_BITS}=16`],
  ['flag-with-value', `${OFFER}; server_no_context_takeover=1`],
  ['twice', `${OFFER}; ${BITS}=10; ${BITS}=11`],
  ['flag-twice', `${OFFER}; client_no_context_takeover; client_no_context_takeover`],
];

const offers: readonly HandshakeCase[] = [
  ...OFFERS.map((row) => ({ row, outcome: { is: 'opens' } as const })),
  ...BROKEN_OFFERS.map((row) => ({ row, outcome: { is: 'opens', mayRefuse: true } as const })),
].map(({ row: [name, offer], outcome }) => ({
  kind: 'handshake',
  id: `deflate.offer-${name}`,
  section: 'RFC 7692, 7.1',
  title: `answers an offer with parameters that it allows, or declines it (${offer})`,
  request: { headers: [['Sec-WebSocket-Extensions', offer]] },
  outcome,
}));

const head = { kind: 'frames', section: 'RFC 7692, 7.2', offer: OFFER } as const;

const LONG = { size: 5_000 } as const;

const VARIANTS: readonly [name: string, change: DeflateChange][] = [
  ['default', {}],
  ['stored', { level: 0 }],
  ['fastest', { level: 1 }],
  ['best', { level: 9 }],
  ['fixed-codes', { strategy: constants.Z_FIXED }],
  ['huffman-only', { strategy: constants.Z_HUFFMAN_ONLY }],
  ['window-9', { windowBits: 9 }],
  ['blocks', { blockBytes: 500 }],
  ['final-block', { isFinal: true }],
  ['fragments', { cuts: [5, 5] }],
  ['fragments-empty', { cuts: [0, 3, 0] }],
];

const variants: readonly FrameCase[] = VARIANTS.flatMap(([name, change]) => [
  {
    ...head,
    id: `deflate.text-${name}`,
    title: `receives a compressed text (${name})`,
    steps: [deflated(LONG, change), message({ size: 30 })],
    outcome: OPEN,
  },
  {
    ...head,
    id: `deflate.text-${name}-bytewise`,
    title: `receives a compressed text that arrives 7 bytes at a time (${name})`,
    steps: [deflated(LONG, change)],
    delivery: 7,
    outcome: OPEN,
  },
]);

const USES: readonly [name: string, title: string, steps: readonly Step[]][] = [
  ['plain-text', 'receives uncompressed messages', [message({ size: 300 })]],
  [
    'mixed',
    'receives compressed and uncompressed messages alternately',
    times(6, (index) => (index % 2 === 0 ? deflated({ size: 300 }) : message({ size: 300 }))),
  ],
  [
    'takeover',
    'keeps the window between messages',
    times(5, (index) =>
      deflated({ size: 400 + index }, index === 0 ? {} : { contextTakeover: true }),
    ),
  ],
  [
    'takeover-plain',
    'keeps the window across an uncompressed message',
    [
      deflated({ size: 400 }),
      message({ size: 300 }),
      deflated({ size: 401 }, { contextTakeover: true }),
    ],
  ],
  [
    'utf8',
    'receives compressed non-ASCII text',
    [deflated({ carried: ['aé€\u{1f6b4}'.repeat(50)] })],
  ],
  [
    'control-inside',
    'accepts a ping between compressed fragments',
    [deflated({ size: 600 }, { cuts: [4] }, { between: [ping('inside')] })],
  ],
  ['close', 'answers a compressed message and a ping', [deflated({ size: 90 }), ping('p')]],
  ['many', 'receives 8 compressed messages', times(8, (index) => deflated({ size: 60 + index }))],
  ['largest', 'receives a compressed message of 60,000 bytes', [deflated({ size: 60_000 })]],
  ['binary', 'receives a compressed binary message', [{ ...binary({ size: 300 }), deflate: {} }]],
  ['empty', 'receives an empty compressed message', [deflated({ size: 0 })]],
];

const uses: readonly FrameCase[] = USES.map(([name, title, steps]) => ({
  ...head,
  id: `deflate.${name}`,
  title,
  steps,
  outcome: OPEN,
}));

const compressed = deflated({ size: 300 }, { cuts: [4] });
const isBad = true;

const BROKEN: readonly [
  name: string,
  what: string,
  steps: readonly Step[],
  codes: readonly number[],
][] = [
  [
    'rsv1-continuation',
    'RSV1 on a continuation',
    [TEXT_START, { ...TEXT_END, rsv: 4, isBad }],
    [1002],
  ],
  ['rsv1-ping', 'RSV1 on a ping', [ping('', { rsv: 4, isBad })], [1002]],
  ['rsv1-close', 'RSV1 on a close frame', [close(1000, '', { rsv: 4, isBad })], [1002]],
  ['rsv2', 'RSV2 on a text', [message({ size: 30 }, { rsv: 2, isBad })], [1002]],
  ['rsv3', 'RSV3 on a text', [message({ size: 30 }, { rsv: 1, isBad })], [1002]],
  ['rsv1-rsv2', 'RSV2 on a compressed text', [{ ...compressed, rsv: 2, isBad }], [1002]],
  [
    'junk',
    'data that cannot be inflated',
    [frame(WireOpcode.Text, hex('ff ff ff ff ff'), { rsv: 4, isBad })],
    [1002, 1007],
  ],
  [
    'stored-length',
    'a stored block whose length is wrong',
    [frame(WireOpcode.Text, hex('00 05 00 00 00 61 62 63 64 65'), { rsv: 4, isBad })],
    [1002, 1007],
  ],
  [
    'reserved-block',
    'a block of the reserved type',
    [frame(WireOpcode.Text, hex('07 00 00'), { rsv: 4, isBad })],
    [1002, 1007],
  ],
  [
    'too-far',
    'a reference before the window',
    [frame(WireOpcode.Text, hex('02 7b 00'), { rsv: 4, isBad })],
    [1002, 1007],
  ],
];

const broken: readonly FrameCase[] = BROKEN.map(([name, what, steps, codes]) => ({
  ...head,
  id: `deflate.broken-${name}`,
  title: `fails a connection that sends ${what}`,
  steps: [message({ size: 30 }), ...steps],
  outcome: codes.length === 1 ? PROTOCOL_ERROR : { is: 'failed', codes },
}));

const invalid: readonly FrameCase[] = ['ff', 'c0 af', 'ed a0 80', 'e2 28'].map((bytes) => ({
  ...head,
  id: `deflate.not-utf8-${bytes.replaceAll(' ', '-')}`,
  title: `fails a connection whose compressed text is invalid UTF-8 (${bytes})`,
  steps: [deflated({ carried: [hex(bytes)] }, {}, { isBad })],
  outcome: INVALID_UTF8,
}));

/** Compressed messages that inflate to more than the limit. */
export function deflateBombs(messageBytesMax: number): readonly FrameCase[] {
  return [1, 4, 64].map((factor) => ({
    ...head,
    id: `deflate.bomb-${factor}`,
    section: 'RFC 7692, 8',
    title: `refuses a message that inflates to ${factor} times the limit plus one byte`,
    steps: [message({ size: 30 }), deflated({ size: factor * messageBytesMax + 1 }, {}, { isBad })],
    outcome: { is: 'failed', codes: [1009] },
  }));
}

export const deflateOfferCases: readonly HandshakeCase[] = offers;
export const deflateCases: readonly FrameCase[] = [...variants, ...uses, ...broken, ...invalid];
