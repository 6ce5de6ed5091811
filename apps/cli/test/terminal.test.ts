/**
 * Untrusted text never controls the terminal: runs the commands that print such text against a broker, a server and
 * files full of control characters, with an output stream that claims to be a terminal.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { Broker } from '@wearwire/broker';
import { createProducer, tokenFromServer } from '@wearwire/client-producer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Output } from '../src/command-line/io.js';
import { createPaint } from '../src/command-line/paint.js';
import { terminalOutput } from '../src/command-line/terminal-text.js';
import { renderScreen } from '../src/demo/render.js';
import { DemoState } from '../src/demo/state.js';
import { main } from '../src/main.js';
import { DEVELOPER, DEVELOPER_FLAGS, startBroker } from './broker.js';

/** An escape sequence, a C1 control, a bidirectional override, a title, a line end. */
const HOSTILE = 'a\x1b[2J\x1b[31m\x9b31m\u202ecod\u2066\x1b]0;t\x07\nz';
const UNSAFE = /[^\P{Cc}\n\t]|\p{Bidi_Control}/u;

/** The colour and cursor sequences that this program writes. `HOSTILE` also has controls that are not among them. */
const ALLOWED = new RegExp(
  `${String.fromCharCode(27)}\\[(?:[0-9]{1,2}m|\\?2026[hl]|\\?25[hl]|[0-9]*A|2?K|J)|\\r`,
  'g',
);

async function output(args: readonly string[]): Promise<{ status: number; text: string }> {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 100, rows: 30 });
  const chunks: string[] = [];
  stream.setEncoding('utf8').on('data', (text: string) => chunks.push(text));
  const terminal = terminalOutput(stream as unknown as Output);
  const io = { stdout: terminal, stderr: terminal, env: {}, program: 'wearwire' };
  const status = await main(args, io);
  return { status, text: chunks.join('') };
}

describe('a terminal', () => {
  let broker: Broker;
  let folder = '';
  const hostile = createServer((request, response) => {
    const isToken = request.url?.startsWith('/auth/') === true;
    const body = isToken ? { token: HOSTILE } : { status: 'ok', version: HOSTILE };
    response.writeHead(200).end(JSON.stringify(body));
  });
  let hostileUrl = '';

  beforeAll(async () => {
    broker = await startBroker();
    folder = await mkdtemp(join(tmpdir(), 'wearwire-terminal-'));
    const { id: developerId, key: apiKey } = DEVELOPER;
    const { url } = broker;
    const getToken = tokenFromServer({ url, developerId, apiKey, user: HOSTILE });
    const producer = createProducer({ url, getToken });
    producer.submit<string>(HOSTILE, { ts: HOSTILE, val: HOSTILE, [HOSTILE]: 1 });
    producer.submit<string>('HEART_RATE', { ts: HOSTILE, val: 60 });
    await producer.close();
    await new Promise<void>((resolve) => void hostile.listen(0, '127.0.0.1', resolve));
    hostileUrl = `http://127.0.0.1:${(hostile.address() as AddressInfo).port}`;
    await writeFile(
      join(folder, 'packets'),
      `${JSON.stringify({ t_ms: 0, profile: HOSTILE, id: HOSTILE, hex: '00' })}\n`,
    );
    await writeFile(join(folder, 'table'), `${JSON.stringify(HOSTILE.replace('\n', ''))},b\n1,2\n`);
  });
  afterAll(async () => {
    await broker.close();
    hostile.close();
    await rm(folder, { recursive: true, force: true });
  });

  it.each<[string, () => string[]]>([
    ['tail', () => ['tail', broker.url, ...DEVELOPER_FLAGS, '--no-follow']],
    ['tail --pretty', () => ['tail', broker.url, ...DEVELOPER_FLAGS, '--no-follow', '--pretty']],
    [
      'tail --type',
      () => ['tail', broker.url, ...DEVELOPER_FLAGS, '--no-follow', '--type', HOSTILE],
    ],
    ['replay', () => ['replay', broker.url, ...DEVELOPER_FLAGS]],
    ['export as CSV', () => ['export', broker.url, ...DEVELOPER_FLAGS, '--format', 'csv']],
    ['simulate with packets', () => play('packets')],
    ['simulate with a table', () => play('table')],
    ['token', () => ['token', hostileUrl, ...DEVELOPER_FLAGS, '--consumer']],
    ['doctor', () => ['doctor', hostileUrl, '--data', join(folder, HOSTILE)]],
    ['conformance', () => ['conformance', hostileUrl, ...DEVELOPER_FLAGS]],
    ['an unknown command', () => [HOSTILE]],
    ['an unknown flag', () => ['tail', `--${HOSTILE}`]],
    ['an error with its stack', () => ['replay', HOSTILE, '--debug']],
    ['a file that is not there', () => ['serve', '--config', HOSTILE]],
  ])('gets no foreign control character from %s', async (_what, args) => {
    const { text } = await output(args());
    expect(text).not.toBe('');
    expect(text.replaceAll(ALLOWED, '')).not.toMatch(UNSAFE);
  });

  function play(name: string): string[] {
    return ['simulate', broker.url, ...DEVELOPER_FLAGS, '--play', join(folder, name)];
  }

  it('gets no foreign control character from the demo', () => {
    const state = new DemoState([HOSTILE]);
    state.record(
      { seq: 1, uid: HOSTILE, type: HOSTILE, reading: { val: 1 }, receivedAtMs: 0 },
      undefined,
    );
    const info = { url: 'ws://h', console: 'http://h/#c', logLocation: 'here', commands: [] };
    const canvas = { columns: 100, rows: 30, paint: createPaint(false) };
    expect(renderScreen(info, state, 0, canvas).join('\n')).not.toMatch(UNSAFE);
  });

  it('gets JSON with unchanged meaning', async () => {
    const { text } = await output(['replay', broker.url, ...DEVELOPER_FLAGS]);
    const [line = ''] = text.split('\n');
    expect(JSON.parse(line)).toMatchObject({ uid: HOSTILE, t: HOSTILE });
  });
});
