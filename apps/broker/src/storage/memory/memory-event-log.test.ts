import { expect, it } from 'vitest';
import { chunkOf } from '../contract/events.js';
import { OpenedLog } from '../contract/log-driver.js';
import { MemoryEventLog } from './memory-event-log.js';

it('does not report a refusal to the observer of a closed log', async () => {
  const opened = await OpenedLog.open(
    new MemoryEventLog({ retentionMs: 1_000, now: () => 0 }),
    'a',
  );
  opened.log.append(chunkOf('a', 9, 1, 0));
  opened.log.close();
  await new Promise((resolve) => setImmediate(resolve));
  expect(opened.refusals).toBe(0);
});
