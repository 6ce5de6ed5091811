/** RFC 6455, 10.4: the message limit, for the declared length, single frames and the sum of fragments. */
import { WireOpcode } from '../../wire/frame-writer.js';
import type { FrameCase, Step } from '../case.js';
import { binary, frame, message, OPEN, TOO_LARGE, times } from '../steps.js';

const head = { kind: 'frames', section: 'RFC 6455, 10.4' } as const;

/** The cases for a server that accepts messages up to this size and closes with 1009 above it. */
export function limitCases(messageBytesMax: number): readonly FrameCase[] {
  const over = messageBytesMax + 1;
  const half = Math.ceil(over / 2);
  const tenth = Math.ceil(over / 10);
  const large: readonly [name: string, what: string, steps: readonly Step[]][] = [
    ['over', 'one byte more than the limit', [message({ size: over }, { isBad: true })]],
    ['binary-over', 'a binary message over the limit', [binary({ size: over }, { isBad: true })]],
    ['double', 'twice the limit', [message({ size: 2 * messageBytesMax }, { isBad: true })]],
    [
      'fragments-two',
      'two fragments that exceed the limit together',
      [message({ size: over, cuts: [half] }, { isBad: true })],
    ],
    [
      'fragments-ten',
      'ten fragments that exceed the limit together',
      [message({ size: over, cuts: Array<number>(9).fill(tenth - 1) }, { isBad: true })],
    ],
    [
      'behind-message',
      'a message over the limit after another message',
      [message({ size: 30 }), message({ size: over }, { isBad: true })],
    ],
  ];
  const refused = large.map(([name, what, steps]) => ({
    ...head,
    id: `limits.${name}`,
    title: `refuses ${what} with 1009`,
    steps,
    outcome: TOO_LARGE,
  }));
  const declared = [2n ** 31n, 2n ** 32n, 2n ** 32n + 20n, 2n ** 53n, 2n ** 62n, 2n ** 63n - 1n];
  const refusedUnread = declared.map((declaredLength) => ({
    ...head,
    id: `limits.declares-${declaredLength}`,
    title: `refuses a frame that declares ${declaredLength} bytes, before receiving them`,
    steps: [message({ size: 30 }), frame(WireOpcode.Text, 'x', { declaredLength, isBad: true })],
    outcome: { is: 'failed' as const, codes: [1009, 1002] },
  }));
  return [
    {
      ...head,
      id: 'limits.largest',
      title: 'accepts a message of exactly the limit',
      steps: [message({ size: messageBytesMax })],
      outcome: OPEN,
    },
    {
      ...head,
      id: 'limits.largest-fragments',
      title: 'accepts fragments that add up to exactly the limit',
      steps: [message({ size: messageBytesMax, cuts: Array<number>(9).fill(tenth - 1) })],
      outcome: OPEN,
    },
    {
      ...head,
      id: 'limits.many-small',
      title: 'accepts several messages that exceed the limit only together',
      steps: times(5, () => message({ size: half })),
      outcome: OPEN,
    },
    ...refused,
    ...refusedUnread,
  ];
}
