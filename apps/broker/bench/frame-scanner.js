/** Reading a SUBMIT in place, as the broker does, compared with JSON.parse. */
import { FrameScanner } from '@wearwire/protocol/server';
import { compare } from './rounds.js';

const BATCH = 200_000;

const FRAMES = [
  ['a heart rate', { op: 4, d: { val: 80, ts: '2024-05-01T12:00:00.000Z' }, t: 'HEART_RATE' }],
  [
    '36 samples of acceleration',
    {
      op: 4,
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
    const batch = Math.ceil((BATCH * 100) / bytes.length);
    const repeat = (read) => async () => {
      let right = 0;
      for (let i = 0; i < batch; i++) right += read() === frame.op ? 1 : 0;
      if (right !== batch) throw new Error('a frame was not read');
      return batch;
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
