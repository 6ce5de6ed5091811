/** RFC 6455, 5.4: fragmentation, and control frames inside a fragmented message. */
import type { FrameCase, Step } from '../case.js';
import {
  binary,
  close,
  FENCE,
  frame,
  message,
  OPEN,
  PROTOCOL_ERROR,
  ping,
  pong,
  TEXT_END,
  TEXT_START,
} from '../steps.js';

const head = { kind: 'frames', section: 'RFC 6455, 5.4', outcome: OPEN } as const;

/** Message sizes and the sizes of their fragments. */
const CUTS: readonly [name: string, size: number, cuts: readonly number[]][] = [
  ['two', 60, [30]],
  ['three', 60, [20, 20]],
  ['bytewise', 24, Array<number>(23).fill(1)],
  ['hundred', 1_000, Array<number>(99).fill(10)],
  ['empty-first', 60, [0]],
  ['empty-last', 60, [60]],
  ['empty-middle', 60, [30, 0]],
  ['many-empty', 60, [0, 0, 30, 0, 0, 30, 0]],
  ['growing', 70_000 - 4_464, [1, 126, 65_000]],
  ['length-126', 300, [125, 126]],
];

const whole: readonly FrameCase[] = CUTS.flatMap(([name, size, cuts]) => [
  {
    ...head,
    id: `fragments.${name}`,
    title: `receives a fragmented text (${name})`,
    steps: [message({ size, cuts })],
  },
  {
    ...head,
    id: `fragments.${name}-by-frame`,
    title: `receives fragments of a text that arrive one by one (${name})`,
    steps: [message({ size, cuts }), message({ size })],
    delivery: 'by-frame',
  },
]);

const binaries: readonly FrameCase[] = CUTS.slice(0, 4).map(([name, size, cuts]) => ({
  ...head,
  id: `fragments.binary-${name}`,
  title: `receives a fragmented binary message (${name})`,
  steps: [binary({ size, cuts })],
}));

const BETWEEN: readonly [name: string, steps: readonly Step[]][] = [
  ['ping', [ping('inside')]],
  ['empty-ping', [ping()]],
  ['pings', [ping('1'), ping('2'), ping('3')]],
  ['pong', [pong('inside')]],
  ['waits', [ping('inside'), FENCE]],
];

const between: readonly FrameCase[] = BETWEEN.flatMap(([name, steps]) =>
  (
    [
      ['together', 'together'],
      ['by-frame', 'by-frame'],
      ['bytewise', 1],
    ] as const
  ).map(([how, delivery]) => ({
    ...head,
    id: `fragments.around-${name}-${how}`,
    title: `accepts control frames inside a fragmented message (${name}, ${how})`,
    steps: [message({ size: 80, cuts: [20, 0, 20] }, { between: steps })],
    delivery,
  })),
);

const isBad = true;

/** Invalid orders of fragments. */
const BROKEN: readonly [name: string, what: string, steps: readonly Step[]][] = [
  ['orphan', 'a continuation without a message', [frame(0, '{"op":0}', { isBad })]],
  ['orphan-empty', 'an empty continuation without a message', [frame(0, '', { isBad })]],
  [
    'orphan-open',
    'a continuation without a message and without FIN',
    [frame(0, 'x', { fin: false, isBad })],
  ],
  [
    'orphan-behind-message',
    'a continuation after a complete message',
    [message({ size: 30 }), frame(0, '{"op":0}', { isBad })],
  ],
  [
    'orphan-behind-fragments',
    'a continuation after a fragmented message',
    [message({ size: 30, cuts: [10] }), frame(0, '{"op":0}', { isBad })],
  ],
  [
    'text-in-text',
    'a text inside a fragmented text',
    [TEXT_START, message({ size: 30 }, { isBad }), TEXT_END],
  ],
  [
    'binary-in-text',
    'a binary message inside a fragmented text',
    [TEXT_START, binary({ size: 30 }, { isBad }), TEXT_END],
  ],
  [
    'start-in-text',
    'a second start of a fragmented text',
    [TEXT_START, { ...TEXT_START, isBad }, TEXT_END, TEXT_END],
  ],
  [
    'text-in-binary',
    'a text inside a fragmented binary message',
    [frame(2, 'x', { fin: false }), message({ size: 30 }, { isBad })],
  ],
  [
    'text-behind-ping',
    'a text inside a fragmented text, after a ping',
    [TEXT_START, ping('p'), message({ size: 30 }, { isBad }), TEXT_END],
  ],
];

const broken: readonly FrameCase[] = BROKEN.flatMap(([name, what, steps]) =>
  (['together', 'by-frame'] as const).map((delivery) => ({
    ...head,
    id: `fragments.${name}${delivery === 'together' ? '' : '-by-frame'}`,
    title: `fails a connection that sends ${what} (${delivery})`,
    steps,
    delivery,
    outcome: PROTOCOL_ERROR,
  })),
);

const closing: readonly FrameCase[] = [
  {
    ...head,
    id: 'fragments.close-inside',
    title: 'answers a close frame inside a fragmented message',
    steps: [TEXT_START, close(1000), TEXT_END],
    outcome: { is: 'closed', code: 1000 },
  },
  {
    ...head,
    id: 'fragments.tcp-end-inside',
    title: 'ends a connection whose client ends TCP inside a fragmented message',
    steps: [TEXT_START, FENCE, { send: 'tcp-end' }],
    outcome: { is: 'ended' },
  },
];

export const fragmentCases: readonly FrameCase[] = [
  ...whole,
  ...binaries,
  ...between,
  ...broken,
  ...closing,
];
