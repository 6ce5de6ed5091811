/**
 * A gateway whose key the broker refuses, with real processes and a mock of BlueZ: it reports this once, stores the
 * readings of the strap, and submits them when the key is corrected in its file, or when a removed developer has been
 * added again.
 */
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BluezMock, dbusDaemon, longUuid, PrivateBus } from '@wearwire/test-support/bluez';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from './support/broker-child.js';
import { exportedLog } from './support/exported-log.js';
import { TypedCommand } from './support/typed-command.js';

const STRAP = 'C0:00:00:00:00:01';
const HEART_RATE = longUuid('2a37');
const REFUSED =
  /anna: the broker refused this developer and key: check --developer or --credentials; retrying until it succeeds/g;

const POLL = { timeout: 60_000 };

describe.skipIf(dbusDaemon === undefined)('a gateway whose key is refused', () => {
  const mock = new BluezMock();
  let bus: PrivateBus;
  let folder = '';
  let port = 0;
  let bpm = 60;
  beforeEach(async () => {
    bus = await PrivateBus.start();
    folder = await mkdtemp(join(tmpdir(), 'wearwire-refusal-'));
    port = await freePort();
    mock.addAdapter('hci0');
    const characteristics = [{ uuid: HEART_RATE, flags: ['notify'] }];
    mock.addDevice({ address: STRAP, services: [{ uuid: longUuid('180d'), characteristics }] });
    await mock.attach(bus.address);
  });
  afterEach(async () => {
    mock.detach();
    await bus[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  const run = (line: string) => {
    const env = {
      PATH: process.env.PATH,
      HOME: folder,
      DBUS_SYSTEM_BUS_ADDRESS: bus.address,
    };
    return new TypedCommand(`npx wearwire ${line}`, env, folder);
  };
  /** Runs a command to its end. */
  const runToEnd = async (line: string) => {
    await using command = run(line);
    expect(await command.ended, command.text).toBe(0);
  };
  const url = () => `ws://127.0.0.1:${port}/connect`;

  /** Sends the next heart rate when the gateway has subscribed. */
  const beat = async () => {
    bpm++;
    await expect.poll(() => mock.notify(STRAP, HEART_RATE, Uint8Array.of(0, bpm)), POLL).toBe(true);
  };

  it('reports it in one line, and continues without a restart when the key is corrected', async () => {
    const key = join(folder, 'key');
    await runToEnd('developers add me --data broker > right-key');
    await using broker = run(`serve --port ${port} --data broker`);
    await broker.seen(/broker ready/);
    await writeFile(key, 'me:wrong');
    await using gateway = run(`gateway ${url()} --credentials key --no-ant --user anna=${STRAP}`);
    await gateway.seen(REFUSED);
    await beat();
    await beat();
    await copyFile(join(folder, 'right-key'), key);
    await gateway.seen(/anna: connected/);
    expect(gateway.text.match(REFUSED)).toHaveLength(1);
    await beat();
    // The broker closes the connections of a removed developer.
    await runToEnd('developers remove me --data broker');
    await expect.poll(() => gateway.text.match(REFUSED), POLL).toHaveLength(2);
    await beat();
    await runToEnd('developers add me --data broker > key');
    await expect.poll(() => gateway.text.match(/anna: connected/g), POLL).toHaveLength(2);
    await beat();
    gateway.stop();
    expect(await gateway.ended).toBe(0);
    const log = await exportedLog(url(), (await readFile(key, 'utf8')).trim());
    expect(log.map(({ uid, content }) => `${uid} ${content}`)).toEqual(
      [61, 62, 63, 64, 65].map((rate) => `anna ${rate}`),
    );
  });
});
