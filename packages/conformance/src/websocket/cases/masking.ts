/** RFC 6455, 5.1 and 5.3: every frame of a client is masked, with any key. */
import type { FrameCase, Step } from '../case.js';
import {
  binary,
  close,
  hex,
  message,
  OPEN,
  PROTOCOL_ERROR,
  ping,
  pong,
  TEXT_END,
  TEXT_START,
} from '../steps.js';

const unmasked = { masked: false, isBad: true } as const;

const UNMASKED: readonly [name: string, steps: readonly Step[]][] = [
  ['text', [message({ size: 40 }, unmasked)]],
  ['text-empty', [message({ size: 0 }, unmasked)]],
  ['text-300', [message({ size: 300 }, unmasked)]],
  ['binary', [binary({ size: 40 }, unmasked)]],
  ['ping', [ping('p', unmasked)]],
  ['pong', [pong('p', unmasked)]],
  ['close', [close(1000, '', unmasked)]],
  ['continuation', [TEXT_START, { ...TEXT_END, ...unmasked }]],
];

const unmaskedFrames: readonly FrameCase[] = UNMASKED.flatMap(([name, steps]) => [
  {
    kind: 'frames',
    id: `masking.none-${name}`,
    section: 'RFC 6455, 5.1',
    title: `fails a connection that sends a frame without a mask (${name})`,
    steps,
    outcome: PROTOCOL_ERROR,
  },
  {
    kind: 'frames',
    id: `masking.none-${name}-behind-message`,
    section: 'RFC 6455, 5.1',
    title: `fails a connection that stops masking (${name})`,
    steps: [message({ size: 30 }), ...steps],
    delivery: 'by-frame',
    outcome: PROTOCOL_ERROR,
  },
]);

const KEYS = ['00 00 00 00', 'ff ff ff ff', '01 02 03 04', '00 00 00 80', '37 fa 21 3d'];

const keys: readonly FrameCase[] = KEYS.map((key) => ({
  kind: 'frames',
  id: `masking.key-${key.replaceAll(' ', '')}`,
  section: 'RFC 6455, 5.3',
  title: `unmasks with the key ${key}`,
  steps: [message({ size: 61 }, { maskKey: hex(key) }), ping('masked', { maskKey: hex(key) })],
  outcome: OPEN,
}));

/** Sizes with every remainder modulo the key length, because implementations often unmask in words. */
const remainders: readonly FrameCase[] = [16, 17, 18, 19, 20, 21, 22, 23].flatMap((size) => [
  {
    kind: 'frames' as const,
    id: `masking.size-${size}`,
    section: 'RFC 6455, 5.3',
    title: `unmasks ${size} bytes and what follows`,
    steps: [message({ size }), ping(`${size}`), message({ size: size + 1 })],
    outcome: OPEN,
  },
  {
    kind: 'frames' as const,
    id: `masking.pieces-${size}`,
    section: 'RFC 6455, 5.3',
    title: `unmasks about 1,000 bytes that arrive ${size} bytes at a time`,
    steps: [message({ carried: ['€'.repeat(333)] }), ping('whole')],
    delivery: size,
    outcome: OPEN,
  },
]);

export const maskingCases: readonly FrameCase[] = [...unmaskedFrames, ...keys, ...remainders];
