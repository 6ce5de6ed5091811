/** Sources of URL, credentials and trusted authorities, and the messages of connection errors. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Broker } from '@wearwire/broker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEVELOPER_FLAGS, startBroker } from './broker.js';
import { createCertificate, openssl } from './certificate.js';
import { Program, run } from './program.js';

describe.skipIf(openssl === undefined)('a connection', () => {
  let folder = '';
  let plain: Broker;
  let secure: Broker;
  let cert = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wearwire-connection-'));
    cert = join(folder, 'cert.pem');
    const key = join(folder, 'key.pem');
    createCertificate('broker', { cert, key }, 3);
    plain = await startBroker();
    secure = await startBroker({ tlsCert: cert, tlsKey: key });
  });
  afterAll(async () => {
    await plain.close();
    await secure.close();
    await rm(folder, { recursive: true, force: true });
  });
  const token = (url: string, ...flags: string[]) =>
    run(['token', url, '--consumer', ...DEVELOPER_FLAGS, ...flags]);

  it('trusts the authority of --ca, in sockets and requests', async () => {
    expect(await token(secure.url, '--ca', cert)).toMatchObject({ status: 0, stderr: '' });
    const flags = ['--no-follow', ...DEVELOPER_FLAGS, '--ca', cert];
    expect(await run(['tail', secure.url, ...flags])).toMatchObject({
      status: 0,
      stderr: 'wearwire: connected\n',
    });
  });

  it('reports why TLS failed and what to do', async () => {
    const selfSigned = await token(secure.url);
    expect(selfSigned.stderr).toMatch(
      /: the certificate is self-signed; pass its CA certificate with --ca FILE/,
    );
    const wrongName = secure.url.replace('127.0.0.1', 'localhost');
    expect((await token(wrongName, '--ca', cert)).stderr).toMatch(/is for another host name; /);
    const noTls = plain.url.replace('ws:', 'wss:');
    expect((await token(noTls)).stderr).toMatch(/the port does not use TLS; use ws:\/\//);
    expect((await token(secure.url, '--ca', join(folder, 'key.pem'))).stderr).toMatch(
      /--ca: .* contains no PEM certificate/,
    );
  });

  it('is explained by doctor, which also trusts the authority of --ca', async () => {
    const distrusting = await run(['doctor', secure.url, '--data', folder]);
    expect(distrusting.stdout).toMatch(
      /^fail +server +wss:\S+ the certificate is self-signed\n +→ pass its CA certificate with --ca FILE/m,
    );
    const trusting = await run(['doctor', secure.url, '--data', folder, '--ca', cert]);
    expect(trusting.stdout).toMatch(/^ok +websocket /m);
    expect(trusting.stdout).toMatch(/^warn +certificate +the certificate expires in 2 days$/m);
  });

  it('reads URL and developer from variables and files, and shows no key', async () => {
    const file = join(folder, 'credentials');
    await writeFile(file, '# of the test\nme:secret\n');
    const url = { WEARWIRE_URL: plain.url };
    for (const env of [{ WEARWIRE_DEVELOPER: 'me:secret' }, { WEARWIRE_CREDENTIALS: file }]) {
      const result = await run(['token', '--consumer'], { env: { ...url, ...env } });
      expect(result).toMatchObject({ status: 0, stderr: '' });
    }
    const wrong = { WEARWIRE_DEVELOPER: 'me:wrong' };
    const flags = ['token', '--consumer', '--credentials', file];
    expect(await run(flags, { env: { ...url, ...wrong } })).toMatchObject({ status: 0 });
    await writeFile(file, 'top-secret\n');
    const { status, stderr } = await run(flags, { env: url });
    expect(status).toBe(1);
    expect(stderr).toMatch(/entry 1 must be ID:KEY/);
    expect(stderr).not.toContain('top-secret');
  });
});

describe('completion', () => {
  it('completes flags and their values in bash', async () => {
    const { stdout } = await run(['completion', 'bash']);
    const ask = (words: string, index: number) =>
      `COMP_WORDS=(${words}); COMP_CWORD=${index}; _wearwire; echo "\${COMPREPLY[*]}"`;
    const script = [stdout, ask('wearwire rep', 1), ask('wearwire serve --store ""', 3)];
    await using bash = new Program('bash', ['-c', script.join('\n')]);
    expect((await bash.ended).stdout).toBe('replay\ndisk memory\n');
  });
});
