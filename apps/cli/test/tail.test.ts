import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Broker } from '@wearwire/broker';
import { createProducer, tokenFromServer } from '@wearwire/client-producer';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEVELOPER, DEVELOPER_FLAGS, freePort, startBroker } from './broker.js';
import { runHere, wearwire } from './program.js';

const TS = '2026-01-01T00:00:00.000Z';

describe('tail', () => {
  let broker: Broker;
  beforeEach(async () => {
    broker = await startBroker();
  });
  afterEach(() => broker.close());

  /** Submits `count` readings with the values 60, 61, …; they are stored when it resolves. */
  async function submit(
    user: string,
    count: number,
    type = 'HEART_RATE',
    url = broker.url,
  ): Promise<void> {
    const { id: developerId, key: apiKey } = DEVELOPER;
    const getToken = tokenFromServer({ url, developerId, apiKey, user });
    const producer = createProducer({ url, getToken });
    for (let index = 0; index < count; index++) {
      producer.submit<string>(type, { ts: TS, val: 60 + index });
    }
    await producer.close();
  }

  it('prints one DISPATCH per line and ends with 0 on SIGINT', async () => {
    await submit('anna', 2);
    await using tail = wearwire(['tail', broker.url, ...DEVELOPER_FLAGS, '--after', '0']);
    await tail.seen(/"seq":2/);
    tail.signal('SIGINT');
    const { status, stdout, stderr } = await tail.ended;
    expect(status).toBe(0);
    expect(stdout).toBe(
      `{"op":5,"d":{"ts":"${TS}","val":60},"uid":"anna","seq":1,"t":"HEART_RATE"}\n` +
        `{"op":5,"d":{"ts":"${TS}","val":61},"uid":"anna","seq":2,"t":"HEART_RATE"}\n`,
    );
    expect(stderr).toBe('wearwire: connected\n');
  });

  it('starts after --after and filters types and users', async () => {
    await submit('anna', 2);
    await submit('ben', 1);
    await submit('ben', 1, 'POWER');
    const flags = ['--after', '1', '--user', 'ben', '--type', 'POWER', '--type', 'SPEED'];
    await using tail = wearwire(['tail', broker.url, ...DEVELOPER_FLAGS, ...flags]);
    await tail.seen(/"seq":4/);
    expect(tail.stdout).not.toMatch(/"seq":[123],/);
  });

  it('connects as a monitor, and uses a consumer slot with --consumer only', async () => {
    await using lone = await startBroker({ consumersPerDeveloper: 1 });
    const line = ['tail', lone.url, ...DEVELOPER_FLAGS, '--after', '0'];
    await submit('anna', 1, 'HEART_RATE', lone.url);
    await using consumer = wearwire([...line, '--consumer']);
    await consumer.seen(/"seq":1/);
    await using refused = wearwire([...line, '--consumer']);
    await refused.seen(/no free consumer slot: omit --consumer/, 'stderr');
    await using monitor = wearwire(line);
    await monitor.seen(/"seq":1/);
    await submit('anna', 1, 'HEART_RATE', lone.url);
    await consumer.seen(/"seq":2/);
    await monitor.seen(/"seq":2/);
    expect(consumer.stderr).toBe('wearwire: connected\n');
  });

  it('prints aligned text with --pretty', async () => {
    await submit('anna', 1);
    const flags = ['--after', '0', '--pretty'];
    await using tail = wearwire(['tail', broker.url, ...DEVELOPER_FLAGS, ...flags]);
    await tail.seen(
      /^2026-01-01 \d\d:00:00\.000 #1 +anna +HEART_RATE +60 bpm +arrived \d\d:\d\d:\d\d\.\d{3}$/m,
    );
  });

  it('reconnects after a restart of the broker and resumes at its position', async () => {
    const data = await mkdtemp(join(tmpdir(), 'wearwire-cli-'));
    const flags = ['--port', String(await freePort()), '--data', data, ...DEVELOPER_FLAGS];
    const url = `ws://127.0.0.1:${flags[1]}/connect`;
    await using first = wearwire(['serve', ...flags]);
    await first.seen(/ready/);
    await using tail = wearwire(['tail', url, ...DEVELOPER_FLAGS]);
    await tail.seen(/connected\n/, 'stderr');
    await submit('anna', 1, 'HEART_RATE', url);
    await tail.seen(/"uid":"anna","seq":1/);
    first.signal('SIGTERM');
    await first.ended;
    await tail.seen(/retrying in/, 'stderr');
    await using second = wearwire(['serve', ...flags]);
    await second.seen(/ready/);
    await submit('ben', 1, 'HEART_RATE', url);
    await tail.seen(/"uid":"ben","seq":2/);
    await rm(data, { recursive: true, force: true });
  });

  it('exits with 1 and names what to check when the key is wrong', async () => {
    const { status, stderr } = await runHere(['tail', broker.url, '--developer', 'me:wrong']);
    expect(status).toBe(1);
    expect(stderr).toBe(
      'wearwire: the broker refused this developer and key: check --developer or --credentials\n',
    );
  });

  it('exits at the end given by --count, --until or --no-follow', async () => {
    await submit('anna', 3);
    await submit('ben', 2);
    const lines = async (...flags: string[]): Promise<number[]> => {
      const { status, stdout } = await runHere(['tail', broker.url, ...DEVELOPER_FLAGS, ...flags]);
      expect(status).toBe(0);
      return [...stdout.matchAll(/"seq":(\d+)/g)].map(([, seq]) => Number(seq));
    };
    expect(await lines('--no-follow')).toEqual([1, 2, 3, 4, 5]);
    expect(await lines('--after', '0', '--count', '2')).toEqual([1, 2]);
    expect(await lines('--after', '0', '--count', '1', '--user', 'ben')).toEqual([4]);
    expect(await lines('--after', '1', '--until', '3')).toEqual([2, 3]);
    expect(await lines('--after', '5', '--no-follow')).toEqual([]);
    expect(await lines('--no-follow', '--user', 'nobody')).toEqual([]);
  });

  it('suggests the closest event type', async () => {
    await submit('anna', 1);
    const { status, stderr } = await runHere([
      'tail',
      broker.url,
      ...DEVELOPER_FLAGS,
      '--no-follow',
      '--type',
      'HEARTRATE',
    ]);
    expect(status).toBe(0);
    expect(stderr).toContain('did you mean HEART_RATE?');
  });

  it('ends when its output is closed', async () => {
    await submit('anna', 1);
    await using tail = wearwire(['tail', broker.url, ...DEVELOPER_FLAGS, '--after', '0']);
    await tail.seen(/"seq":1/);
    tail.closeStdout();
    // Writing the second line fails because the pipe is closed.
    await submit('anna', 2);
    expect((await tail.ended).status).toBe(0);
  });
});
