import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { run, wearwire } from './program.js';

describe('demo', () => {
  it('prints readings of every user, loses none, and removes its log', async () => {
    const { status, stdout, stderr } = await run(['demo', '--duration', '4s']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^\S+ #\d+ +rider +HEART_RATE +\d+ bpm +[\d.]+ ms$/m);
    expect(stdout).toMatch(/^users +4: rider \d+, ada \d+, ben \d+, cleo \d+$/m);
    expect(stdout).toMatch(/^latency +median [\d.]+ ms, p99 [\d.]+ ms$/m);
    expect(stdout).toMatch(/^all seq contiguous +yes: 1 to \d+$/m);
    const [, directory = ''] = /^log +(\S+), removed at the end$/m.exec(stdout) ?? [];
    expect(directory).not.toBe('');
    expect(existsSync(directory)).toBe(false);
  });

  it('ends with 0 on Ctrl-C', async () => {
    await using demo = wearwire(['demo']);
    await demo.seen(/ada +RR_INTERVAL/);
    demo.signal('SIGINT');
    const { status, stdout } = await demo.ended;
    expect(status).toBe(0);
    expect(stdout).toMatch(/^all seq contiguous +yes/m);
  });

  it('shows a command with which another terminal can receive readings', async () => {
    await using demo = wearwire(['demo']);
    const [, url = '', developer = ''] = await demo.seen(/tail (\S+) --developer (\S+) --pretty/);
    await using tail = wearwire(['tail', url, '--developer', developer, '--type', 'POWER']);
    await tail.seen(/"uid":"rider","seq":\d+,"t":"POWER"/);
    demo.signal('SIGTERM');
    expect((await demo.ended).status).toBe(0);
  });

  it('ends when its output is closed', async () => {
    await using demo = wearwire(['demo']);
    await demo.seen(/rider/);
    demo.closeStdout();
    expect((await demo.ended).status).toBe(0);
  });
});
