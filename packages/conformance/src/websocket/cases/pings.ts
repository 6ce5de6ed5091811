/** RFC 6455, 5.5.2 and 5.5.3: pings and pongs. */
import type { FrameCase } from '../case.js';
import { FENCE, hex, message, OPEN, PROTOCOL_ERROR, ping, pong, times } from '../steps.js';

const head = { kind: 'frames', section: 'RFC 6455, 5.5.2', outcome: OPEN } as const;

const PAYLOADS: readonly [name: string, payload: string | Uint8Array][] = [
  ['empty', ''],
  ['text', 'Hello'],
  ['binary', hex('00 ff fe fd fc fb 00 ff')],
  ['not-utf8', hex('c3 28 80 ff')],
  ['124', 'a'.repeat(124)],
  ['125', 'b'.repeat(125)],
];

const answered: readonly FrameCase[] = PAYLOADS.flatMap(([name, payload]) => [
  {
    ...head,
    id: `pings.${name}`,
    title: `answers a ping with a pong that has the same payload (${name})`,
    steps: [ping(payload)],
  },
  {
    ...head,
    id: `pings.${name}-bytewise`,
    title: `answers a ping that arrives byte by byte (${name})`,
    steps: [ping(payload)],
    delivery: 1,
  },
]);

const many: readonly FrameCase[] = [2, 10, 100].flatMap((count) => [
  {
    ...head,
    id: `pings.row-${count}`,
    title: `answers ${count} pings in a row, in order`,
    steps: times(count, (index) => ping(`ping ${index}`)),
  },
  {
    ...head,
    id: `pings.row-${count}-by-frame`,
    title: `answers ${count} pings that arrive one by one`,
    steps: times(count, (index) => ping(`ping ${index}`)),
    delivery: 'by-frame',
  },
]);

const between: readonly FrameCase[] = [
  {
    ...head,
    id: 'pings.between-messages',
    title: 'answers pings between messages',
    steps: [message({ size: 30 }), ping('1'), message({ size: 300 }), ping('2')],
  },
  {
    ...head,
    id: 'pings.same-payload',
    title: 'answers each of two pings with the same payload',
    steps: [ping('same'), ping('same')],
  },
];

const pongs: readonly FrameCase[] = [
  { name: 'empty', steps: [pong()] },
  { name: 'payload', steps: [pong('unsolicited')] },
  { name: '125', steps: [pong('p'.repeat(125))] },
  { name: 'not-utf8', steps: [pong(hex('ff fe'))] },
  { name: 'then-ping', steps: [pong('unsolicited'), ping('solicited')] },
  { name: 'many', steps: times(10, () => pong('again')) },
  { name: 'inside-message', steps: [message({ size: 60, cuts: [20] }, { between: [pong('x')] })] },
].map(({ name, steps }) => ({
  ...head,
  id: `pongs.${name}`,
  section: 'RFC 6455, 5.5.3',
  title: `ignores an unsolicited pong (${name})`,
  steps: [...steps, FENCE, message({ size: 30 })],
}));

const broken: readonly FrameCase[] = [
  { name: 'ping-126', what: 'a ping of 126 bytes', step: ping('c'.repeat(126), { isBad: true }) },
  {
    name: 'ping-1000',
    what: 'a ping of 1,000 bytes',
    step: ping('c'.repeat(1_000), { isBad: true }),
  },
  { name: 'pong-126', what: 'a pong of 126 bytes', step: pong('c'.repeat(126), { isBad: true }) },
  { name: 'ping-fragment', what: 'a fragmented ping', step: ping('', { fin: false, isBad: true }) },
  {
    name: 'ping-fragment-payload',
    what: 'a fragmented ping with a payload',
    step: ping('half', { fin: false, isBad: true }),
  },
  { name: 'pong-fragment', what: 'a fragmented pong', step: pong('', { fin: false, isBad: true }) },
  {
    name: 'ping-declares-65536',
    what: 'a ping that declares 65,536 bytes',
    step: ping('', { declaredLength: 65_536n, isBad: true }),
  },
].map(({ name, what, step }) => ({
  ...head,
  id: `control.${name}`,
  section: 'RFC 6455, 5.5',
  title: `fails a connection that sends ${what}`,
  steps: [message({ size: 30 }), step],
  outcome: PROTOCOL_ERROR,
}));

export const pingCases: readonly FrameCase[] = [
  ...answered,
  ...many,
  ...between,
  ...pongs,
  ...broken,
];
