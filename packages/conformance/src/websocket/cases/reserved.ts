/** RFC 6455, 5.2: reserved bits and reserved opcodes. No extension that uses them is negotiated. */
import type { FrameCase, Step } from '../case.js';
import {
  binary,
  close,
  frame,
  message,
  PROTOCOL_ERROR,
  ping,
  pong,
  TEXT_END,
  TEXT_START,
} from '../steps.js';

const head = { kind: 'frames', section: 'RFC 6455, 5.2', outcome: PROTOCOL_ERROR } as const;

const BITS = [1, 2, 3, 4, 5, 6, 7];

/** Frames that are valid without the reserved bits. */
const CARRIERS: readonly [name: string, make: (rsv: number) => Step][] = [
  ['text', (rsv) => message({ size: 40 }, { rsv, isBad: true })],
  ['binary', (rsv) => binary({ size: 40 }, { rsv, isBad: true })],
  ['ping', (rsv) => ping('p', { rsv, isBad: true })],
  ['pong', (rsv) => pong('p', { rsv, isBad: true })],
  ['close', (rsv) => close(1000, '', { rsv, isBad: true })],
];

const bits: readonly FrameCase[] = CARRIERS.flatMap(([name, make]) =>
  BITS.map((rsv) => ({
    ...head,
    id: `reserved-bits.${name}-${rsv}`,
    title: `fails a connection that sends a ${name} frame with reserved bits ${rsv}`,
    steps: [message({ size: 30 }), make(rsv)],
  })),
);

const continuations: readonly FrameCase[] = [1, 2, 4, 7].map((rsv) => ({
  ...head,
  id: `reserved-bits.continuation-${rsv}`,
  title: `fails a connection that sends a continuation with reserved bits ${rsv}`,
  steps: [TEXT_START, { ...TEXT_END, rsv, isBad: true }],
}));

const OPCODES = [3, 4, 5, 6, 7, 11, 12, 13, 14, 15];

const opcodes: readonly FrameCase[] = OPCODES.flatMap((opcode) => [
  {
    ...head,
    id: `opcodes.${opcode}-empty`,
    title: `fails a connection that sends an empty frame of opcode ${opcode}`,
    steps: [frame(opcode, '', { isBad: true })],
  },
  {
    ...head,
    id: `opcodes.${opcode}-payload`,
    title: `fails a connection that sends a frame of opcode ${opcode} after a message`,
    steps: [
      message({ size: 30 }),
      { ...message({ size: 40 }, { isBad: true }), opcode },
      message({ size: 30 }),
    ],
  },
  {
    ...head,
    id: `opcodes.${opcode}-bytewise`,
    title: `fails a connection that sends opcode ${opcode} byte by byte`,
    steps: [message({ size: 30 }), frame(opcode, 'payload', { isBad: true })],
    delivery: 1,
  },
]);

const inside: readonly FrameCase[] = [3, 7, 11, 15].map((opcode) => ({
  ...head,
  id: `opcodes.${opcode}-inside-message`,
  title: `fails a connection that sends opcode ${opcode} inside a fragmented message`,
  steps: [TEXT_START, frame(opcode, '', { isBad: true }), TEXT_END],
}));

export const reservedCases: readonly FrameCase[] = [
  ...bits,
  ...continuations,
  ...opcodes,
  ...inside,
];
