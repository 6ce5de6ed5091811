/** Reading a SUBMIT in place, as the broker does, compared with JSON.parse. */
import { Opcode } from '@wearwire/protocol';
import { FrameScanner } from '@wearwire/protocol/server';
import { compare } from './rounds.js';

/** Bytes of frames that each variant reads in one round. */
const ROUND_BYTES = 20_000_000;

const FRAMES = [
  [
    'a heart rate',
    { op: Opcode.Submit, d: { val: 80, ts: '2024-05-01T12:00:00.000Z' }, t: 'HEART_RATE' },
  ],
  [
    '36 samples of acceleration',
    {
      op: Opcode.Submit,
      d: {
        d: Array.from({ length: 36 }, (_, i) => [i * 7 - 100, 1000 - i * i, (i % 5) * 20]),
        ts: '2024-05-01T12:00:00.000Z',
      },
      t: 'ACCELERATION',
    },
  ],
];

export async function benchFrameScanner() {
  const scanner = new FrameScanner();
  for (const [name, frame] of FRAMES) {
    const bytes = Buffer.from(JSON.stringify(frame));
    const frames = Math.ceil(ROUND_BYTES / bytes.length);
    const repeat = (read) => async () => {
      let opcodesRead = 0;
      for (let i = 0; i < frames; i++) opcodesRead += read() === frame.op ? 1 : 0;
      if (opcodesRead !== frames) throw new Error('the opcode of a frame was not read');
      return frames;
    };
    await compare(`SUBMIT, ${name} (${bytes.length} bytes)`, 'frames', 9, [
      ['JSON.parse of the text', repeat(() => JSON.parse(bytes.toString()).op)],
      [
        'JSON.parse and JSON.stringify of d',
        repeat(() => {
          const { op, d } = JSON.parse(bytes.toString());
          return JSON.stringify(d).length > 0 ? op : -1;
        }),
      ],
      [
        'FrameScanner',
        repeat(() => {
          scanner.scan(bytes);
          return scanner.dEnd > scanner.dStart ? scanner.op : -1;
        }),
      ],
    ]);
  }
}
