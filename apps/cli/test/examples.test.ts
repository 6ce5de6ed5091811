/** Runs the unchanged programs of examples/ against a broker. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Broker } from '@wearwire/broker';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DEVELOPER, startBroker } from './broker.js';
import { Program, ROOT } from './program.js';

const EXAMPLES = join(ROOT, 'examples');

describe('examples', () => {
  let broker: Broker;
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wearwire-examples-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  beforeEach(async () => {
    broker = await startBroker();
  });
  afterEach(() => broker.close());

  function start(file: string, ...args: string[]): Program {
    const options = { env: env(), cwd: EXAMPLES };
    return new Program(process.execPath, [join(EXAMPLES, file), ...args], options);
  }

  function env() {
    const developer = `${DEVELOPER.id}:${DEVELOPER.key}`;
    return { WEARWIRE_URL: broker.url, WEARWIRE_DEVELOPER: developer, PORT: '0' };
  }

  /** Runs the producer with these Heart Rate Measurements. */
  async function submitBytes(...lines: string[]): Promise<void> {
    const line = 'printf "%s\\n" "$@" | node from-bytes.js anna';
    const options = { env: env(), cwd: EXAMPLES };
    await using producer = new Program('/bin/sh', ['-c', line, 'sh', ...lines], options);
    expect(await producer.ended).toMatchObject({ status: 0, stdout: 'all readings stored\n' });
  }

  it('write readings decoded from bytes to a file, and resume after its last line', async () => {
    const path = join(folder, 'readings.ndjson');
    const readings = async () =>
      (await readFile(path, 'utf8').catch(() => ''))
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line));
    const seqs = async () => (await readings()).map(({ seq }) => seq);

    // The last packet cannot be decoded and is skipped.
    await submitBytes('0048', '10490004', 'ff');
    await using first = start('to-file.js', path);
    await expect.poll(seqs, { timeout: 60_000 }).toEqual([1, 2, 3]);
    first.signal('SIGKILL');
    await first.ended;

    await submitBytes('004a');
    await using second = start('to-file.js', path);
    await expect.poll(seqs, { timeout: 60_000 }).toEqual([1, 2, 3, 4]);
    second.signal('SIGTERM');
    expect(await second.ended).toMatchObject({ status: 0, stderr: '' });
    const all = await readings();
    // Events of one type keep the order of `submit`.
    const valuesOf = (wanted: string) =>
      all.filter(({ type }) => type === wanted).map(({ reading }) => reading.val);
    expect(valuesOf('HEART_RATE')).toEqual([72, 73, 74]);
    expect(valuesOf('RR_INTERVAL')).toEqual([1_000]);
  });

  it('send events to a web page, which resumes after the last event that it received', async () => {
    await using program = start('to-web-page.js');
    const [, address = ''] = await program.seen(/(http:\S+)/);
    const page = await fetch(address);
    expect(await page.text()).toContain("new EventSource('/events')");
    await program.seen(/^connected$/m);
    await submitBytes('0048', '0049');
    const headers = { 'last-event-id': '1' };
    const stream = await fetch(`${address}events`, { headers });
    const reader = (stream.body as ReadableStream<Uint8Array>).getReader();
    let text = '';
    // Event 2 may be stored already, or arrive while the page reads.
    while (!text.includes('"val":73')) text += Buffer.from((await reader.read()).value ?? []);
    expect(text).toMatch(/^: hello\n\nid: 2\ndata: \{"seq":2,"uid":"anna",/);
    await reader.cancel();
    program.signal('SIGTERM');
    expect(await program.ended).toMatchObject({ status: 0 });
  });

  it('have a test of an event handler that passes', async () => {
    await using program = new Program(process.execPath, [
      '--test',
      join(EXAMPLES, 'heart-rate-alarm.test.js'),
    ]);
    const { status, stdout } = await program.ended;
    expect(status, stdout).toBe(0);
    expect(stdout).toMatch(/pass 2$/m);
  });
});
