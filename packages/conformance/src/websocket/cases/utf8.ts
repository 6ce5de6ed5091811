/** RFC 6455, 5.6 and 8.1: text messages must be valid UTF-8 (RFC 3629). */
import { WireOpcode } from '../../wire/frame-writer.js';
import type { FrameCase } from '../case.js';
import {
  FENCE,
  frame,
  hex,
  INVALID_UTF8,
  INVALID_UTF8_EARLY,
  message,
  OPEN,
  PAUSE,
  ping,
} from '../steps.js';

const head = { kind: 'frames', section: 'RFC 6455, 8.1' } as const;

/** Valid text: the first and last code point of each length, and others at the boundaries. */
const VALID: readonly [name: string, text: string][] = [
  ['ascii', 'Hello, world'],
  ['del', '\u007f'],
  ['greek', 'κόσμε'],
  ['two-first', '\u0080'],
  ['two-last', '\u07ff'],
  ['three-first', '\u0800'],
  ['three-last', '\uffff'],
  ['four-first', '\u{10000}'],
  ['four-last', '\u{10ffff}'],
  ['before-surrogates', '\ud7ff'],
  ['behind-surrogates', '\ue000'],
  ['replacement', '\ufffd'],
  ['byte-order-mark', '\ufeffx'],
  ['noncharacter-fffe', '\ufffe'],
  ['noncharacter-fdd0', '\ufdd0\ufdef'],
  ['noncharacter-1ffff', '\u{1ffff}'],
  ['noncharacter-10fffe', '\u{10fffe}'],
  ['emoji', '\u{1f3c3}\u{1f3fd}\u200d\u2640\ufe0f'],
  ['mixed', 'aé€\u{1f6b4}aé€\u{1f6b4}'],
  ['long', '€'.repeat(1_000)],
];

const valid: readonly FrameCase[] = VALID.map(([name, text]) => ({
  ...head,
  id: `utf8.valid-${name}`,
  title: `receives text (${name})`,
  steps: [message({ carried: [text] })],
  outcome: OPEN,
}));

const CUT: readonly [name: string, bytes: Uint8Array][] = [
  ['two', hex('c3 a9')],
  ['three', hex('e2 82 ac')],
  ['four', hex('f0 9f 9a b4')],
];

/** A character split into two frames at each position. */
const cut: readonly FrameCase[] = CUT.flatMap(([name, bytes]) =>
  Array.from({ length: bytes.length - 1 }, (_, i) => ({
    ...head,
    id: `utf8.cut-${name}-${i + 1}`,
    title: `receives a character of ${name} bytes split after byte ${i + 1} into two fragments with a ping between them`,
    steps: [
      message(
        { carried: [bytes.subarray(0, i + 1), bytes.subarray(i + 1)] },
        { between: [ping('p'), FENCE] },
      ),
    ],
    outcome: OPEN,
  })),
);

const bytewise: readonly FrameCase[] = [
  {
    ...head,
    id: 'utf8.cut-everywhere',
    title: 'receives a text whose every byte is a fragment',
    steps: [message({ carried: [...Buffer.from('aé€\u{1f6b4}')].map((byte) => Buffer.of(byte)) })],
    outcome: OPEN,
  },
  {
    ...head,
    id: 'utf8.arrives-bytewise',
    title: 'receives a text that arrives byte by byte',
    steps: [message({ carried: ['aé€\u{1f6b4}'] })],
    delivery: 1,
    outcome: OPEN,
  },
  {
    ...head,
    id: 'utf8.binary-is-free',
    title: 'does not require UTF-8 in a ping',
    steps: [ping(hex('c3 28 ed a0 80 ff'))],
    outcome: OPEN,
  },
];

/** Invalid UTF-8. */
const INVALID: readonly [name: string, bytes: string][] = [
  ['lone-80', '80'],
  ['lone-bf', 'bf'],
  ['lone-several', '80 81 82'],
  ['c0', 'c0 80'],
  ['c1', 'c1 bf'],
  ['overlong-slash-2', 'c0 af'],
  ['overlong-slash-3', 'e0 80 af'],
  ['overlong-slash-4', 'f0 80 80 af'],
  ['overlong-last-3', 'e0 9f bf'],
  ['overlong-last-4', 'f0 8f bf bf'],
  ['surrogate-first', 'ed a0 80'],
  ['surrogate-last', 'ed bf bf'],
  ['surrogate-pair', 'ed a0 bd ed ba b4'],
  ['beyond-last', 'f4 90 80 80'],
  ['f5', 'f5 80 80 80'],
  ['f7', 'f7 bf bf bf'],
  ['five-bytes', 'f8 88 80 80 80'],
  ['six-bytes', 'fc 84 80 80 80 80'],
  ['fe', 'fe'],
  ['ff', 'ff'],
  ['two-short', 'c3 28'],
  ['three-short', 'e2 82 28'],
  ['three-shorter', 'e2 28'],
  ['four-short', 'f0 9f 9a 28'],
  ['four-shorter', 'f0 9f 28'],
  ['four-shortest', 'f0 28'],
  ['two-starts', 'c3 c3 a9'],
  ['latin1', '63 61 66 e9'],
  ['utf16', 'ff fe 61 62'],
  ['good-then-bad', 'ce ba e1 bd b9 cf 83 ce bc ce b5 ed a0 80 65 64'],
];

const invalid: readonly FrameCase[] = INVALID.map(([name, bytes]) => ({
  ...head,
  id: `utf8.invalid-${name}`,
  title: `fails a connection whose text contains invalid UTF-8 (${bytes})`,
  steps: [message({ size: 30 }), message({ carried: [hex(bytes)] }, { isBad: true })],
  outcome: INVALID_UTF8,
}));

/** A message that ends in the middle of a character. */
const truncated: readonly FrameCase[] = ['c3', 'e2', 'e2 82', 'f0', 'f0 9f', 'f0 9f 9a'].map(
  (bytes) => ({
    ...head,
    id: `utf8.truncated-${bytes.replaceAll(' ', '-')}`,
    title: `fails a connection whose text ends in the middle of a character (${bytes})`,
    steps: [
      message({ raw: [Buffer.concat([Buffer.from('{"op":0}'), hex(bytes)])] }, { isBad: true }),
    ],
    outcome: INVALID_UTF8,
  }),
);

/** Bytes that are invalid whatever follows: a server may fail the connection before the end of the message. */
const EARLY = ['c0 af', 'ed a0 80', 'f4 90', 'ff', 'ce ba 80', 'c3 28'];

const early: readonly FrameCase[] = EARLY.map((bytes) => ({
  ...head,
  id: `utf8.early-${bytes.replaceAll(' ', '-')}`,
  title: `fails a connection at the first fragment with invalid UTF-8 (${bytes})`,
  steps: [message({ carried: [hex(bytes), 'and more'] }, { isBad: true, between: [FENCE] })],
  outcome: INVALID_UTF8_EARLY,
}));

const within: readonly FrameCase[] = ['ed a0 80', 'f4 90', 'ff'].map((bytes) => ({
  ...head,
  id: `utf8.early-within-${bytes.replaceAll(' ', '-')}`,
  title: `fails a connection before the end of a frame that starts with invalid UTF-8 (${bytes})`,
  steps: [
    frame(WireOpcode.Text, Buffer.concat([hex(bytes), Buffer.from('and more ')]), {
      declaredLength: BigInt(hex(bytes).length + 9 + 4),
      maskKey: Buffer.alloc(4),
      isBad: true,
    }),
    PAUSE,
    { send: 'bytes', bytes: Buffer.from('rest') },
  ],
  outcome: INVALID_UTF8_EARLY,
}));

export const utf8Cases: readonly FrameCase[] = [
  ...valid,
  ...cut,
  ...bytewise,
  ...invalid,
  ...truncated,
  ...early,
  ...within,
];
