/**
 * Links that break anywhere, ACKs that come late or never: at least once and in order is what the server
 * has in the end, the first time that each event comes.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Outbox } from './outbox.js';

const action = fc.oneof(
  { weight: 5, arbitrary: fc.constant('submit' as const) },
  { weight: 5, arbitrary: fc.constant('send' as const) },
  { weight: 2, arbitrary: fc.constant('beat' as const) },
  { weight: 2, arbitrary: fc.constant('ack' as const) },
  { weight: 1, arbitrary: fc.constant('break' as const) },
  { weight: 1, arbitrary: fc.constant('lose-and-break' as const) },
);

test('stores every event, each for the first time in the order of submit', () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 300, size: 'max' }), (actions) => {
      const outbox = new Outbox(1_000, 10);
      const stored: number[] = [];
      let onTheWay: (number | 'beat')[] = [];
      let beats = 0;
      let acks = 0;
      let submitted = 0;
      const arrive = () => {
        for (const item of onTheWay)
          if (item === 'beat') acks++;
          else stored.push(item);
        onTheWay = [];
      };
      const send = () => {
        if (outbox.maySend) onTheWay.push(Number(outbox.take()));
      };
      const beat = () => {
        outbox.barrier(++beats);
        onTheWay.push('beat');
      };
      const reconnect = () => {
        onTheWay = [];
        beats = acks = 0;
        outbox.restore();
        outbox.connected();
      };
      outbox.connected();
      for (const step of actions) {
        if (step === 'submit') outbox.submit(String(++submitted));
        else if (step === 'send') send();
        else if (step === 'beat') beat();
        else if (step === 'ack') {
          arrive();
          outbox.confirm(acks);
        } else {
          if (step === 'break') arrive();
          reconnect();
        }
      }
      while (!outbox.isSettled(submitted)) {
        send();
        beat();
        arrive();
        outbox.confirm(acks);
      }
      const firsts = stored.filter((n, i) => stored.indexOf(n) === i);
      expect(firsts).toEqual(Array.from({ length: submitted }, (_, i) => i + 1));
    }),
    { numRuns: 1_000 },
  );
});
