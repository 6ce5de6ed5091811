import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeHeartRateMeasurement } from '@wearwire/ble-parsers';
import type { Broker } from '@wearwire/broker';
import { type Consumer, createConsumer, tokenFromServer } from '@wearwire/client-consumer';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReceivedEvent } from '../src/readings/reading-text.js';
import { DEVELOPER, DEVELOPER_FLAGS, startBroker } from './broker.js';
import { BIN, Program, runHere, wearwire } from './program.js';

describe('simulate', () => {
  let broker: Broker;
  let folder = '';
  beforeEach(async () => {
    broker = await startBroker();
    folder = await mkdtemp(join(tmpdir(), 'wearwire-cli-'));
  });
  afterEach(async () => {
    await broker.close();
    await rm(folder, { recursive: true, force: true });
  });

  function consumer(): Consumer {
    const { id: developerId, key: apiKey } = DEVELOPER;
    const getToken = tokenFromServer({ url: broker.url, developerId, apiKey });
    return createConsumer({ url: broker.url, getToken, after: 0 });
  }

  /** Returns the given number of events from the first one on. */
  async function events(count: number): Promise<ReceivedEvent[]> {
    await using source = consumer();
    const list: ReceivedEvent[] = [];
    for await (const event of source) {
      list.push(event);
      if (list.length === count) break;
    }
    return list;
  }

  function values(list: readonly ReceivedEvent[], uid: string, type: string): number[] {
    const own = list.filter((event) => event.uid === uid && event.type === type);
    return own.map(({ reading }) => (reading as { val: number }).val);
  }

  async function simulate(...flags: string[]): Promise<{ stdout: string; sent: number }> {
    const result = await runHere(['simulate', broker.url, ...DEVELOPER_FLAGS, ...flags]);
    expect(result).toMatchObject({ status: 0 });
    const [, sent = ''] = /^sent ([\d,]+) readings? of /m.exec(result.stdout) ?? [];
    return { stdout: result.stdout, sent: Number(sent.replaceAll(',', '')) };
  }

  it('submits readings of every sensor of every user', async () => {
    const sensors = ['--sensors', 'rr,power,cadence,speed,ecg,acc,location,steps'];
    const { sent, stdout } = await simulate('--users', '2', '--duration', '2s', ...sensors);
    expect(stdout).toMatch(/ of 2 users in 2\.\d s$/m);
    const list = await events(sent);
    expect(new Set(list.map(({ uid }) => uid))).toEqual(new Set(['sim-1', 'sim-2']));
    const types = [
      ...['HEART_RATE', 'RR_INTERVAL', 'POWER', 'BIKE_CADENCE', 'SPEED', 'ECG', 'ACCELERATION'],
      ...['LOCATION', 'STEPS'],
    ];
    expect(new Set(list.map(({ type }) => type))).toEqual(new Set(types));
  });

  it('gives the same values for the same seed', async () => {
    const flags = ['--sensors', 'rr', '--rate', '20', '--duration', '1s'];
    const first = await simulate(...flags, '--seed', '5');
    const second = await simulate(...flags, '--seed', '5');
    const third = await simulate(...flags, '--seed', '6');
    const list = await events(first.sent + second.sent + third.sent);
    const runs = [
      list.slice(0, first.sent),
      list.slice(first.sent, first.sent + second.sent),
      list.slice(first.sent + second.sent),
    ].map((part) => values(part, 'sim-1', 'HEART_RATE').slice(0, 10));
    expect(runs[0]).toHaveLength(10);
    expect(runs[1]).toEqual(runs[0]);
    expect(runs[2]).not.toEqual(runs[0]);
  });

  it('marks readings as synthetic with --synthetic', async () => {
    const { sent } = await simulate('--synthetic', '--rate', '10', '--duration', '500ms');
    const [event] = await events(sent);
    expect(event?.reading).toMatchObject({ synthetic: true });
  });

  it('plays a recording of packets and readings for the users that it names', async () => {
    const file = join(folder, 'recording.ndjson');
    const bytes = encodeHeartRateMeasurement({ heartRateBpm: 72, rrIntervalsMs: [1000, 500] });
    const hex = Buffer.from(bytes).toString('hex');
    const lines = [
      { t_ms: 5_000, profile: 'gatt', id: '0x2a37', hex, user: 'anna' },
      { t_ms: 5_020, type: 'MOOD', reading: { ts: 'old', val: 3 }, user: 'ben' },
    ];
    await writeFile(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const { sent } = await simulate('--play', file);
    expect(sent).toBe(4);
    const list = await events(4);
    expect(values(list, 'anna', 'HEART_RATE')).toEqual([72]);
    expect(values(list, 'anna', 'RR_INTERVAL')).toEqual([1000, 500]);
    expect(values(list, 'ben', 'MOOD')).toEqual([3]);
  });

  it('plays a CSV recording of a ride at a higher speed', async () => {
    const file = join(folder, 'ride.csv');
    await writeFile(
      file,
      'seconds,heart_rate_bpm,power_w,speed_mps,altitude_m\n0,100,200,8.2,5\n1,,210,,5\n2,102,,0,5\n',
    );
    const { sent } = await simulate('--play', file, '--speed', '20');
    const list = await events(sent);
    expect(values(list, 'sim-1', 'HEART_RATE')).toEqual([100, 102]);
    expect(values(list, 'sim-1', 'POWER')).toEqual([200, 210]);
    expect(values(list, 'sim-1', 'SPEED')).toEqual([8.2, 0]);
  });

  it.each([
    ['tail', ['tail', '--no-follow']],
    ['export', ['export', '--format', 'csv']],
  ])('plays back the output of %s: the same readings of the same users', async (_name, args) => {
    const { sent } = await simulate('--sensors', 'rr,acc', '--rate', '10', '--duration', '500ms');
    const file = join(folder, 'recording');
    const [command = '', ...flags] = args;
    const written = await runHere([command, broker.url, ...DEVELOPER_FLAGS, ...flags]);
    await writeFile(file, written.stdout);
    await simulate('--play', file, '--speed', '1000');
    const list = await events(2 * sent);
    const shapes = list.map(({ uid, type, reading }) => {
      const { ts: _ts, ...rest } = reading as Readonly<Record<string, unknown>>;
      return JSON.stringify([uid, type, rest]);
    });
    expect(shapes.slice(sent).sort()).toEqual(shapes.slice(0, sent).sort());
  });

  it('plays a recording from stdin', async () => {
    await simulate('--sensors', 'hr', '--rate', '20', '--duration', '300ms');
    const piped = `node ${BIN} replay ${broker.url} --before 3 | node ${BIN} simulate ${broker.url} --play -`;
    const env = { WEARWIRE_DEVELOPER: `${DEVELOPER.id}:${DEVELOPER.key}` };
    await using shell = new Program('/bin/sh', ['-c', piped], { env });
    expect((await shell.ended).stdout).toMatch(/^sent 2 readings of 1 user/m);
  });

  it('names the line of a recording that has an error', async () => {
    const file = join(folder, 'recording.ndjson');
    await writeFile(file, '{"t_ms":0,"type":"POWER","reading":{"val":1}}\n{"t_ms":1}\n');
    const result = await runHere(['simulate', broker.url, ...DEVELOPER_FLAGS, '--play', file]);
    expect(result.status).toBe(1);
    expect(result.stderr).toMatch(/^wearwire: .*line 2: found "t_ms"; expected .*\n$/);
  });

  it('ends with 0 on SIGINT, after its readings are stored', async () => {
    const flags = ['--sensors', 'hr', '--rate', '50'];
    await using program = wearwire(['simulate', broker.url, ...DEVELOPER_FLAGS, ...flags]);
    await events(5);
    program.signal('SIGINT');
    const { status, stdout } = await program.ended;
    expect(status).toBe(0);
    const [, sent] = /^sent (\d+) readings of 1 user in /.exec(stdout) ?? [];
    expect((await events(Number(sent))).at(-1)?.seq).toBe(Number(sent));
  });

  it('exits with 1 when the key is wrong', async () => {
    const result = await runHere(['simulate', broker.url, '--developer', 'me:wrong']);
    expect(result.status).toBe(1);
    expect(result.stderr).toContain('check --developer');
  });
});
