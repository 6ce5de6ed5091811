import { expect, it } from 'vitest';
import { DEVELOPER_FLAGS, startBroker } from './broker.js';
import { runHere, wearwire } from './program.js';

it('stats connects as a monitor, and uses a consumer slot with --consumer only', async () => {
  await using broker = await startBroker({ consumersPerDeveloper: 1 });
  const line = ['stats', broker.url, ...DEVELOPER_FLAGS, '--duration', '100ms'];
  const free = await runHere([...line, '--consumer']);
  expect(free.stderr).toBe('');
  expect(free.status).toBe(0);
  await using consumer = wearwire(['tail', broker.url, ...DEVELOPER_FLAGS, '--consumer']);
  await consumer.seen(/connected/, 'stderr');
  const refused = await runHere([...line, '--consumer']);
  expect(refused.stderr).toContain('no free consumer slot: omit --consumer');
  expect(refused.status).toBe(1);
  expect((await runHere(line)).status).toBe(0);
});
