import type { Broker } from '@wearwire/broker';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEVELOPER_FLAGS, startBroker } from './broker.js';
import { runHere } from './program.js';

describe('token', () => {
  let broker: Broker;
  beforeEach(async () => {
    broker = await startBroker();
  });
  afterEach(() => broker.close());

  it.each([[['--user', 'anna']], [['--consumer']], [['--monitor']]])(
    'prints a token and nothing else (%s)',
    async (flags) => {
      const result = await runHere(['token', broker.url, ...DEVELOPER_FLAGS, ...flags]);
      expect(result).toMatchObject({ status: 0, stderr: '' });
      expect(result.stdout).toMatch(/^\S{20,}\n$/);
    },
  );

  it('exits with 1 when the key is wrong', async () => {
    const result = await runHere(['token', broker.url, '--developer', 'me:wrong', '--consumer']);
    expect(result).toMatchObject({ status: 1, stdout: '' });
    expect(result.stderr).toContain('check --developer');
  });

  it('exits with 1 when the server is unreachable', async () => {
    await broker.close();
    const result = await runHere(['token', broker.url, ...DEVELOPER_FLAGS, '--consumer']);
    expect(result).toMatchObject({ status: 1, stdout: '' });
    expect(result.stderr).toMatch(
      /^wearwire: cannot connect to .*: connection refused; is the broker running\?\n$/,
    );
  });
});
