/** RFC 6455, 5.2: messages with each size of the length field, received at once and in pieces. */
import type { FrameCase } from '../case.js';
import { binary, message, OPEN, times } from '../steps.js';

const SIZES = [0, 1, 8, 124, 125, 126, 127, 128, 1_000, 32_767, 65_535, 65_536];

const head = { kind: 'frames', section: 'RFC 6455, 5.2', outcome: OPEN } as const;

const texts: readonly FrameCase[] = SIZES.map((size) => ({
  ...head,
  id: `lengths.text-${size}`,
  title: `receives a text of ${size} bytes`,
  steps: [message({ size })],
}));

const binaries: readonly FrameCase[] = SIZES.map((size) => ({
  ...head,
  id: `lengths.binary-${size}`,
  title: `receives a binary message of ${size} bytes`,
  steps: [binary({ size })],
}));

/** Small pieces split the header of a frame at every position; large ones split a long payload. */
const pieces: readonly FrameCase[] = [
  ...[1, 2, 3, 4, 5, 6, 7, 13].map((pieceBytes) => ({ pieceBytes, size: 100 })),
  ...[1, 2, 3, 5, 7, 8, 11].map((pieceBytes) => ({ pieceBytes, size: 300 })),
  ...[997, 1_460, 4_096, 65_530].map((pieceBytes) => ({ pieceBytes, size: 65_536 })),
].map(({ pieceBytes, size }) => ({
  ...head,
  id: `lengths.text-${size}-pieces-${pieceBytes}`,
  title: `receives two texts of ${size} bytes that arrive ${pieceBytes} bytes at a time`,
  steps: [message({ size }), message({ size })],
  delivery: pieceBytes,
}));

const together: readonly FrameCase[] = [2, 5, 20].map((count) => ({
  ...head,
  id: `lengths.together-${count}`,
  title: `receives ${count} messages that arrive at once`,
  steps: times(count, (index) => message({ size: 20 + 40 * index })),
}));

/** A sender must use the minimal length field; a receiver may accept a longer one. */
const longer: readonly FrameCase[] = [
  { size: 20, lengthBytes: 2 },
  { size: 125, lengthBytes: 2 },
  { size: 20, lengthBytes: 8 },
  { size: 300, lengthBytes: 8 },
  { size: 65_535, lengthBytes: 8 },
].map(({ size, lengthBytes }) => ({
  ...head,
  id: `lengths.longer-${size}-in-${lengthBytes}`,
  title: `accepts a length of ${size} in a field of ${lengthBytes} bytes, longer than needed, or fails the connection`,
  steps: [message({ size }, { lengthBytes: lengthBytes as 2 | 8, isBad: true })],
  outcome: { is: 'failed', codes: [1002], mayPass: true },
}));

const impossible: readonly FrameCase[] = [
  { name: 'all', declaredLength: 2n ** 64n - 1n },
  { name: 'top-bit', declaredLength: 2n ** 63n },
  { name: 'top-bit-small', declaredLength: 2n ** 63n + 20n },
].map(({ name, declaredLength }) => ({
  ...head,
  id: `lengths.impossible-${name}`,
  title: `fails a connection where the highest bit of a length is set (${declaredLength} bytes)`,
  steps: [message({ size: 40 }), message({ size: 20 }, { declaredLength, isBad: true })],
  outcome: { is: 'failed', codes: [1002, 1009] },
}));

export const lengthCases: readonly FrameCase[] = [
  ...texts,
  ...binaries,
  ...pieces,
  ...together,
  ...longer,
  ...impossible,
];
