/**
 * Runs each sample configuration of deploy/proxies in front of a broker: the proxy accepts it, WebSockets pass, and the
 * broker takes the client's address from the proxy only.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ensureProgram } from '@wearwire/test-support';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from './broker.js';
import { createCertificate, openssl } from './certificate.js';
import { Program, ROOT, run, wearwire } from './program.js';

const work = mkdtempSync(join(tmpdir(), 'wearwire-proxies-'));
const pem = join(work, 'broker.pem');
const key = join(work, 'broker.key');
/** One file with certificate and key, as HAProxy expects it. */
const certificateAndKey = join(work, 'certificate-and-key.pem');

/** Long enough that `doctor` does not warn of the expiry. */
const CERTIFICATE_DAYS = 30;

/** The client's loopback address, which differs from the proxy's. */
const CLIENT = '127.0.0.2';

interface Proxy {
  readonly program: string;
  readonly sample: string;
  /** Replacements in the text of the sample for this test. */
  replacements(port: number, brokerPort: number): Readonly<Record<string, string>>;
  /** The command that validates the sample and prints nothing if it is valid; `undefined` if there is none. */
  check(path: string): readonly string[] | undefined;
  /** The command that runs the sample in `path`. */
  command(path: string): readonly string[];
}

const PROXIES: readonly Proxy[] = [
  {
    program: 'nginx',
    sample: 'nginx.conf',
    replacements: (port, brokerPort) => ({
      'listen 443 ssl': `listen 127.0.0.1:${port} ssl`,
      '127.0.0.1:8080': `127.0.0.1:${brokerPort}`,
      '/etc/ssl/broker.pem': pem,
      '/etc/ssl/broker.key': key,
    }),
    check: () => undefined,
    command: (path) => {
      const main = `${path}.main`;
      const user = process.getuid?.() === 0 ? 'user root;' : '';
      const logs = 'access_log off; error_log stderr;';
      writeFileSync(
        main,
        `${user} daemon off; master_process off; pid ${path}.pid; events {} http { ${logs} include ${path}; }\n`,
      );
      return ['-e', 'stderr', '-p', work, '-c', main];
    },
  },
  {
    program: 'haproxy',
    sample: 'haproxy.cfg',
    replacements: (port, brokerPort) => ({
      'bind :443 ssl crt /etc/ssl/broker-with-key.pem': `bind 127.0.0.1:${port} ssl crt ${certificateAndKey}`,
      '127.0.0.1:8080': `127.0.0.1:${brokerPort}`,
      // HAProxy needs two file descriptors per connection, more than a test machine may allow.
      'maxconn 100000': 'maxconn 100',
    }),
    check: (path) => ['-c', '-q', '-f', path],
    command: (path) => ['-db', '-f', path],
  },
  {
    program: 'caddy',
    sample: 'Caddyfile',
    replacements: (port, brokerPort) => ({
      'broker.example.com {': `{\n\tadmin off\n\tauto_https off\n}\nhttps://127.0.0.1:${port} {\n\ttls ${pem} ${key}`,
      '127.0.0.1:8080': `127.0.0.1:${brokerPort}`,
    }),
    check: () => undefined,
    command: (path) => ['run', '--adapter', 'caddyfile', '--config', path],
  },
];

/**
 * Upgrades from `CLIENT` with a forged X-Forwarded-For, then sends a frame for which the broker closes the connection.
 */
function sendJunk(port: number): Promise<void> {
  const upgrade = request({
    host: '127.0.0.1',
    port,
    path: '/connect',
    localAddress: CLIENT,
    ca: readFileSync(pem),
    agent: false,
    headers: {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'd2VhcndpcmUgd2Vhcndpcg==',
      'x-forwarded-for': '203.0.113.9',
    },
  });
  return new Promise((resolve, reject) => {
    upgrade.on('error', reject);
    upgrade.on('response', ({ statusCode }) => reject(new Error(`answered ${statusCode}`)));
    upgrade.on('upgrade', (_, socket) => {
      // The broker closes its connection to the proxy, then the proxy closes this one.
      socket
        .on('error', reject)
        .on('end', () => socket.end())
        .on('close', () => resolve());
      // One text frame with a mask of zeros.
      socket.write(Buffer.from([0x81, 0x84, 0, 0, 0, 0, ...Buffer.from('junk')]));
      socket.resume();
    });
    upgrade.end();
  });
}

/** Resolves when the port accepts connections; rejects if the program ends first. */
async function portOpen(program: Program, port: number): Promise<void> {
  for (;;) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () =>
        resolve(false),
      );
      socket.on('connect', () => socket.destroy());
    });
    if (isOpen) return;
    const ended = await Promise.race([program.ended, delay(20)]);
    if (ended) throw new Error(`ended with ${ended.status}:\n${ended.stderr}`);
  }
}

describe.skipIf(openssl === undefined)('deploy/proxies', () => {
  beforeAll(() => {
    createCertificate('broker', { cert: pem, key }, CERTIFICATE_DAYS);
    writeFileSync(certificateAndKey, readFileSync(pem, 'utf8') + readFileSync(key, 'utf8'));
  });
  afterAll(() => rmSync(work, { recursive: true, force: true }));

  for (const { program, sample, replacements, check, command } of PROXIES) {
    const path = ensureProgram(program);
    it.skipIf(path === undefined)(
      `${program} forwards WebSockets and client addresses`,
      async () => {
        const trust = ['--trusted-proxy', '127.0.0.1', '--log-level', 'debug'];
        const flags = ['--store', 'memory', '--port', '0', '--developer', 'me:secret'];
        await using broker = wearwire(['serve', ...flags, ...trust]);
        const [, brokerPort] = await broker.seen(/ws:\/\/127\.0\.0\.1:(\d+)\/connect/);
        const port = await freePort();
        let text = readFileSync(join(ROOT, 'deploy/proxies', sample), 'utf8');
        for (const [from, to] of Object.entries(replacements(port, Number(brokerPort)))) {
          expect(text).toContain(from);
          text = text.replaceAll(from, to);
        }
        const config = join(work, sample);
        writeFileSync(config, text);
        const checking = check(config);
        if (checking !== undefined) {
          await using checked = new Program(path as string, checking, { cwd: work });
          const { status, stdout, stderr } = await checked.ended;
          expect({ status, warnings: (stdout + stderr).match(/warning.*/gi) }).toEqual({
            status: 0,
            warnings: null,
          });
        }
        const env = { HOME: work, NODE_EXTRA_CA_CERTS: pem };
        await using proxy = new Program(path as string, command(config), { env, cwd: work });
        await portOpen(proxy, port);

        const seen = await run(['doctor', `wss://127.0.0.1:${port}/connect`, '--data', work], {
          env,
        });
        for (const name of ['server', 'ready', 'websocket', 'certificate']) {
          expect(seen.stdout).toMatch(new RegExp(`^ok +${name} `, 'm'));
        }
        await sendJunk(port);
        const [line] = await broker.seen(/^.*closed a connection.*$/m, 'stderr');
        expect(JSON.parse(line)).toMatchObject({ code: 1003, address: CLIENT });
      },
    );
  }
});
