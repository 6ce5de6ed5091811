import { expect, test } from 'vitest';
import { Ledger } from './ledger.js';

function ledgerOf(sent: number, acknowledged: number): Ledger {
  const ledger = new Ledger('u');
  ledger.sent = sent;
  ledger.acknowledge(acknowledged);
  return ledger;
}

test('[P-EXT-7] counts what was acknowledged and not replayed, gaps included', () => {
  const ledger = ledgerOf(6, 5);
  expect(ledger.falselyAcknowledged).toBe(5);
  expect(ledger.replay(1)).toBe('as sent');
  expect(ledger.replay(3)).toBe('behind a gap');
  expect(ledger.falselyAcknowledged).toBe(3);
  // 6 was not acknowledged: 4 and 5 are missing still.
  expect(ledger.replay(6)).toBe('behind a gap');
  expect(ledger.falselyAcknowledged).toBe(3);
});

test('[P-DIS-2] tells an event that is stored twice from one that was never sent', () => {
  const ledger = ledgerOf(2, 2);
  ledger.replay(1);
  expect(ledger.replay(1)).toBe('again');
  expect(ledger.replay(3)).toBe('never sent');
  expect(ledger.replay(2)).toBe('as sent');
  expect(ledger.falselyAcknowledged).toBe(0);
});
