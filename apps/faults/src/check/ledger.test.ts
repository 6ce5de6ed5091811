import { expect, test } from 'vitest';
import { Ledger } from './ledger.js';

function ledgerOf(sent: number, acknowledged: number): Ledger {
  const ledger = new Ledger('u');
  ledger.sent = sent;
  ledger.acknowledge(acknowledged);
  return ledger;
}

test('[P-EXT-7] counts acknowledged events that are missing from the replay, in a gap or after its last event', () => {
  const ledger = ledgerOf(6, 5);
  expect(ledger.falselyAcknowledged).toBe(5);
  expect(ledger.recordReplayed(1)).toBe('as sent');
  expect(ledger.recordReplayed(3)).toBe('out of order');
  expect(ledger.falselyAcknowledged).toBe(3);
  // 2, 4 and 5 are still missing. 6 was never acknowledged, so it does not change the count.
  expect(ledger.recordReplayed(6)).toBe('out of order');
  expect(ledger.falselyAcknowledged).toBe(3);
});

test('[P-DIS-2] distinguishes an event that is stored twice from one that was never sent', () => {
  const ledger = ledgerOf(2, 2);
  ledger.recordReplayed(1);
  expect(ledger.recordReplayed(1)).toBe('duplicate');
  expect(ledger.recordReplayed(3)).toBe('never sent');
  expect(ledger.recordReplayed(2)).toBe('as sent');
  expect(ledger.falselyAcknowledged).toBe(0);
});
