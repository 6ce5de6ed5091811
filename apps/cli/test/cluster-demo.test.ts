import { ensureProgram } from '@wearwire/test-support';
import { describe, expect, it } from 'vitest';
import { run } from './program.js';

describe('cluster demo', () => {
  it.skipIf(ensureProgram('nats-server') === undefined)(
    'kills one of three brokers, and every reading arrives exactly once',
    async () => {
      const { status, stdout, stderr } = await run(['cluster', 'demo', '--duration', '4s']);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toMatch(/^killed +broker 1, with SIGKILL, after [1-9][\d,]* readings?$/m);
      expect(stdout).toMatch(/^moved +the straps reconnected to broker 3;/m);
      const [, submitted] = /^readings +(\d+) submitted, \1 received, 0 not/m.exec(stdout) ?? [];
      expect(Number(submitted)).toBeGreaterThan(0);
      expect(stdout).toMatch(new RegExp(`^seq +contiguous: 1 to ${submitted}$`, 'm'));
    },
  );

  it('lists the available commands for an unknown one', async () => {
    const { status, stderr } = await run(['cluster', 'dmeo']);
    expect(status).toBe(2);
    expect(stderr).toContain('unknown command "cluster dmeo"; available: demo');
  });
});
