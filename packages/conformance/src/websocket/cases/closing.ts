/** RFC 6455, 5.5.1 and 7: the closing handshake and its codes. */
import type { FrameCase, Step } from '../case.js';
import { close, FENCE, hex, message, PROTOCOL_ERROR, ping, TEXT_START } from '../steps.js';

const head = { kind: 'frames', section: 'RFC 6455, 5.5.1' } as const;

/** Codes that an endpoint may send (7.4.1, 7.4.2 and IANA's registry). */
const CODES = [
  1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999,
];

const echoed: readonly FrameCase[] = CODES.map((code) => ({
  ...head,
  id: `close.code-${code}`,
  section: 'RFC 6455, 7.4',
  title: `answers a close with ${code}`,
  steps: [message({ size: 30 }), close(code)],
  outcome: { is: 'closed', code },
}));

/** Codes that a close frame must not contain. */
const NEVER = [
  0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 1999, 2000, 2999, 5000, 5001, 32_768, 65_535,
];

const refused: readonly FrameCase[] = NEVER.map((code) => ({
  ...head,
  id: `close.never-${code}`,
  section: 'RFC 6455, 7.4',
  title: `fails a connection that closes with ${code}`,
  steps: [message({ size: 30 }), close(code, '', { isBad: true })],
  outcome: PROTOCOL_ERROR,
}));

const REASONS: readonly [name: string, code: number | undefined, reason: string][] = [
  ['empty', undefined, ''],
  ['reason', 1000, 'Hello'],
  ['reason-123', 1000, 'r'.repeat(123)],
  ['reason-utf8', 1001, 'κόσμε €\u{1f6b4}'],
  ['reason-4000', 4000, 'application'],
];

const answered: readonly FrameCase[] = REASONS.flatMap(([name, code, reason]) => [
  {
    ...head,
    id: `close.${name}`,
    title: `answers a close frame and ends TCP (${name})`,
    steps: [close(code, reason)],
    outcome: { is: 'closed', code },
  },
  {
    ...head,
    id: `close.${name}-bytewise`,
    title: `answers a close frame that arrives byte by byte (${name})`,
    steps: [close(code, reason)],
    delivery: 1,
    outcome: { is: 'closed', code },
  },
]);

const FOLLOWING: readonly [name: string, steps: readonly Step[]][] = [
  ['message', [message({ size: 30 })]],
  ['ping', [ping('late')]],
  ['close', [close(1001)]],
  ['bytes', [{ send: 'bytes', bytes: hex('ff ff ff ff ff ff ff ff ff ff') }]],
  ['fragment', [TEXT_START]],
  ['large-message', [message({ size: 65_000 })]],
];

const following: readonly FrameCase[] = FOLLOWING.map(([name, steps]) => ({
  ...head,
  id: `close.then-${name}`,
  section: 'RFC 6455, 1.4',
  title: `answers a close frame and ignores what follows it (${name})`,
  steps: [message({ size: 30 }), close(1000), ...steps],
  outcome: { is: 'closed', code: 1000 },
}));

const isBad = true;

const BROKEN: readonly [name: string, what: string, step: Step, codes: readonly number[]][] = [
  ['one-byte', 'of one byte', close(undefined, hex('03'), { isBad }), [1002]],
  ['reason-124', 'with a reason of 124 bytes', close(1000, 'r'.repeat(124), { isBad }), [1002]],
  [
    'reason-1000',
    'with a reason of 1,000 bytes',
    close(1000, 'r'.repeat(1_000), { isBad }),
    [1002],
  ],
  ['fragment', 'that is fragmented', close(1000, '', { fin: false, isBad }), [1002]],
  ...['ff', 'c3', 'ed a0 80', '61 c0 af', 'f4 90 80 80', '80'].map(
    (bytes): (typeof BROKEN)[number] => [
      `reason-${bytes.replaceAll(' ', '-')}`,
      `with a reason of invalid UTF-8 (${bytes})`,
      close(1000, hex(bytes), { isBad }),
      [1007, 1002],
    ],
  ),
];

const broken: readonly FrameCase[] = BROKEN.map(([name, what, step, codes]) => ({
  ...head,
  id: `close.broken-${name}`,
  title: `fails a connection that sends a close frame ${what}`,
  steps: [message({ size: 30 }), step],
  outcome: { is: 'failed', codes },
}));

const tcp: readonly FrameCase[] = [
  {
    ...head,
    id: 'close.tcp-end',
    section: 'RFC 6455, 7.1.1',
    title: 'ends a connection whose client ends TCP without a close frame',
    steps: [message({ size: 30 }), FENCE, { send: 'tcp-end' }],
    outcome: { is: 'ended' },
  },
  {
    ...head,
    id: 'close.tcp-end-in-frame',
    section: 'RFC 6455, 7.1.1',
    title: 'ends a connection whose client ends TCP in the middle of a frame',
    steps: [{ send: 'bytes', bytes: hex('81 85 00') }, { send: 'tcp-end' }],
    outcome: { is: 'ended' },
  },
  {
    ...head,
    id: 'close.then-tcp-end',
    section: 'RFC 6455, 7.1.1',
    title: 'answers a close frame whose sender then ends its direction of TCP',
    steps: [close(1000), { send: 'tcp-end' }],
    outcome: { is: 'ended' },
  },
];

export const closingCases: readonly FrameCase[] = [
  ...answered,
  ...echoed,
  ...refused,
  ...following,
  ...broken,
  ...tcp,
];
