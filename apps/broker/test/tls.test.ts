import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { temporaryDirectory } from '@wearwire/test-support';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { checkTlsFiles } from '../src/config/tls-files.js';
import { type Broker, type BrokerOptions, ConfigError } from '../src/index.js';
import { type CertificateFiles, hasOpenssl, makeCertificate } from './certificates.js';
import { lineLogger } from './loggers.js';
import { startTestBroker } from './start-test-broker.js';

const HOUR_MS = 3_600_000;

function start(
  files: CertificateFiles,
  lines: string[] = [],
  options: BrokerOptions = {},
): Promise<Broker> {
  const logger = lineLogger(lines);
  return startTestBroker({ ...options, tlsCert: files.cert, tlsKey: files.key, logger });
}

/** Makes a handshake. Resolves with the common name in the broker's certificate. */
async function handshake(
  broker: Broker,
  trusted: Buffer,
): Promise<{ socket: TLSSocket; name: string }> {
  const socket = connect({ host: '127.0.0.1', port: broker.port, ca: trusted });
  await once(socket, 'secureConnect');
  return { socket, name: String(socket.getPeerCertificate().subject.CN) };
}

async function messageOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'no error',
    (error: Error) => `${error instanceof ConfigError ? 'ConfigError: ' : ''}${error.message}`,
  );
}

describe.skipIf(!hasOpenssl())('TLS', () => {
  it('[P-CON-1] serves wss and https with the given certificate', async () => {
    await using directory = await temporaryDirectory();
    const files = makeCertificate(directory.path, 'first');
    const lines: string[] = [];
    await using broker = await start(files, lines);
    expect(broker.url).toBe(`wss://127.0.0.1:${broker.port}/connect`);
    expect(broker.httpUrl).toBe(`https://127.0.0.1:${broker.port}`);
    const socket = new WebSocket(broker.url, { ca: await readFile(files.cert) });
    const [hello] = await once(socket, 'message');
    expect(hello.toString()).toBe('{"op":2,"d":{"heartbeat_interval":40000}}');
    socket.send('junk');
    expect((await once(socket, 'close'))[0]).toBe(1003);
    const closed = lines.find((line) => line.includes('closed a connection')) ?? '{}';
    expect(JSON.parse(closed)).toMatchObject({ code: 1003, address: '127.0.0.1' });
  });

  it('uses a renewed certificate for new connections, and keeps existing ones', async () => {
    await using directory = await temporaryDirectory();
    const first = makeCertificate(directory.path, 'first');
    const second = makeCertificate(directory.path, 'second');
    const files = { cert: join(directory.path, 'live.pem'), key: join(directory.path, 'live.key') };
    const install = async ({ cert, key }: CertificateFiles): Promise<void> => {
      await copyFile(cert, files.cert);
      await copyFile(key, files.key);
    };
    await install(first);
    // The existing connection is idle meanwhile, however long the handshakes take.
    await using broker = await start(files, [], {
      identifyTimeoutMs: HOUR_MS,
      heartbeatIntervalMs: HOUR_MS,
    });
    const trusted = await Promise.all([first, second].map(({ cert }) => readFile(cert)));
    const ca = Buffer.concat(trusted);
    const socket = new WebSocket(broker.url, { ca });
    await once(socket, 'message');
    const names: string[] = [];
    let isDone = false;
    const handshakes = Array.from({ length: 8 }, async () => {
      while (!isDone) {
        const { socket, name } = await handshake(broker, ca);
        names.push(name);
        socket.destroy();
      }
    });
    for (let i = 1; i <= 20; i++) {
      await install(i % 2 === 0 ? first : second);
      await broker.reloadTls();
      // A connection accepted before the change may still get the old certificate: the test checks the next one.
      const { socket, name } = await handshake(broker, ca);
      expect(name).toBe(i % 2 === 0 ? 'first' : 'second');
      socket.destroy();
    }
    isDone = true;
    // None of them was refused or reset; otherwise this would have rejected.
    await Promise.all(handshakes);
    expect(new Set(names)).toEqual(new Set(['first', 'second']));
    const ack = once(socket, 'message');
    socket.send('{"op":0}');
    expect(String((await ack)[0])).toBe('{"op":1}');
    const closed = once(socket, 'close');
    await broker.close();
    expect((await closed)[0]).toBe(1012);
  });

  it('keeps the old certificate if the new one is invalid, and rejects with the reason', async () => {
    await using directory = await temporaryDirectory();
    const files = makeCertificate(directory.path, 'first');
    const ca = await readFile(files.cert);
    await using broker = await start(files);
    await writeFile(files.cert, 'not a certificate');
    expect(await messageOf(broker.reloadTls())).toBe(
      `ConfigError: --tls-cert ${files.cert} is not a certificate in PEM`,
    );
    const { socket, name } = await handshake(broker, ca);
    expect(name).toBe('first');
    socket.destroy();
  });

  it('fails with a one-sentence error about the invalid files, and starts nothing', async () => {
    await using directory = await temporaryDirectory();
    const good = makeCertificate(directory.path, 'good');
    const other = makeCertificate(directory.path, 'other');
    const locked = join(directory.path, 'locked.key');
    const junk = join(directory.path, 'junk.pem');
    await writeFile(junk, 'junk');
    const args = ['pkey', '-in', good.key, '-aes256', '-passout', 'pass:x', '-out', locked];
    execFileSync('openssl', args);
    const marked = join(directory.path, 'marked');
    await writeFile(`${marked}.pem`, `\uFEFF${await readFile(good.cert, 'utf8')}`);
    await writeFile(`${marked}.key`, `\uFEFF${await readFile(good.key, 'utf8')}`);
    const fifo = join(directory.path, 'fifo');
    execFileSync('/usr/bin/mkfifo', [fifo]);
    const cases: [CertificateFiles, string][] = [
      [
        { ...good, cert: `${marked}.pem` },
        `--tls-cert ${marked}.pem begins with a byte order mark`,
      ],
      [{ ...good, key: `${marked}.key` }, `--tls-key ${marked}.key begins with a byte order mark`],
      [{ ...good, cert: fifo }, `--tls-cert ${fifo} is a FIFO; choose a regular file`],
      [{ ...good, key: directory.path }, `--tls-key ${directory.path} is a directory; choose a`],
      [{ ...good, cert: `${junk}.gone` }, `--tls-cert ${junk}.gone cannot be read (ENOENT)`],
      [{ ...good, cert: junk }, `--tls-cert ${junk} is not a certificate in PEM`],
      [{ ...good, key: junk }, `--tls-key ${junk} is not a private key in PEM`],
      [{ ...good, key: other.key }, `--tls-key ${other.key} is not the key of --tls-cert`],
      [{ ...good, key: locked }, `--tls-key ${locked} has a passphrase`],
    ];
    for (const [files, message] of cases) {
      expect(await messageOf(start(files))).toContain(`ConfigError: ${message}`);
    }
    expect(await messageOf(start({ ...good, key: '' }))).toContain('belong together');
  });

  it('logs which certificate it loaded, and warns about an expired one', async () => {
    await using directory = await temporaryDirectory();
    const lines: string[] = [];
    const files = makeCertificate(directory.path, 'good');
    await using _broker = await start(files, lines);
    expect(lines.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({
        msg: 'loaded the TLS certificate',
        names: 'IP Address:127.0.0.1, DNS:localhost',
      }),
    );
    const dayMs = 86_400_000;
    expect((await checkTlsFiles(files, Date.now() + dayMs)).isExpired).toBe(false);
    expect((await checkTlsFiles(files, Date.now() + 3 * dayMs)).isExpired).toBe(true);
  });
});
