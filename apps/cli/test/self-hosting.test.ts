/** Runs the tasks of an operator from end to end: TLS, a developer, a backup under load, a restore elsewhere. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCertificate, openssl } from './certificate.js';
import { type Program, run, wearwire } from './program.js';

interface Dispatch {
  readonly seq: number;
}

/** Every event that `tail` has printed as a complete line. */
function eventsOf(tail: Program): Dispatch[] {
  const completeLines = tail.stdout.slice(0, tail.stdout.lastIndexOf('\n') + 1);
  return completeLines
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Dispatch);
}

describe.skipIf(openssl === undefined)('self-hosting', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'wearwire-cli-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const at = (name: string): string => join(folder, name);

  function useCertificate(name: string): void {
    for (const end of ['pem', 'key']) copyFileSync(at(`${name}.${end}`), at(`live.${end}`));
  }

  function serve(data: string): Program {
    const tls = ['--tls-cert', at('live.pem'), '--tls-key', at('live.key')];
    return wearwire(['serve', '--port', '0', '--data', at(data), ...tls]);
  }

  it('adds a developer, renews the certificate, backs up under load and restores elsewhere', async () => {
    for (const name of ['first', 'second']) {
      createCertificate(name, { cert: at(`${name}.pem`), key: at(`${name}.key`) }, 2);
    }
    const trusted = [readFileSync(at('first.pem')), readFileSync(at('second.pem'))];
    writeFileSync(at('ca.pem'), Buffer.concat(trusted));
    const env = { NODE_EXTRA_CA_CERTS: at('ca.pem') };
    useCertificate('first');
    const added = await run(['developers', 'add', 'gym', '--data', at('here')]);
    const developer = ['--developer', added.stdout.trim()];

    await using broker = serve('here');
    const [url] = await broker.seen(/wss:\/\/127\.0\.0\.1:\d+\/connect/);
    expect((await run(['doctor', url, '--data', at('here')], { env })).stdout).toMatch(
      /^warn +certificate +the certificate expires in 1 day$/m,
    );
    await using tail = wearwire(['tail', url, ...developer, '--after', '0'], { env });
    const load = ['simulate', url, ...developer, '--users', '5', '--sensors', 'ecg,acc,rr'];
    await using simulate = wearwire(load, { env });
    await tail.seen(/"seq":300,/);

    useCertificate('second');
    broker.signal('SIGHUP');
    await broker.seen(/loaded the TLS certificate[\s\S]*loaded the TLS certificate/, 'stderr');
    writeFileSync(at('live.pem'), 'junk');
    broker.signal('SIGHUP');
    await broker.seen(/the old certificate stays in use: .* is not a certificate in PEM/, 'stderr');
    expect((await run(['token', url, ...developer, '--consumer'], { env })).status).toBe(0);

    const seenBefore = eventsOf(tail).length;
    const backup = await run(['backup', at('here'), at('backup.tar.gz')]);
    expect(backup).toMatchObject({ status: 0, stderr: '' });
    const seenAfter = eventsOf(tail).length;
    await tail.seen(new RegExp(`"seq":${seenAfter + 100},`));
    broker.signal('SIGKILL');
    await broker.ended;
    const seen = eventsOf(tail);
    for (const program of [tail, simulate]) program.signal('SIGTERM');

    const restored = await run(['restore', at('backup.tar.gz'), at('there')]);
    expect(restored).toMatchObject({ status: 0, stdout: expect.stringMatching(/new epoch\n$/) });
    useCertificate('second');
    await using again = serve('there');
    const [newUrl] = await again.seen(/wss:\S+\/connect/);
    await using reader = wearwire(['tail', newUrl, ...developer, '--after', '0'], { env });
    await reader.seen(new RegExp(`"seq":${seenBefore},`));
    const more = ['--users', '1', '--sensors', 'hr', '--duration', '2s'];
    const before = lastOf(await settled(reader));
    await run(['simulate', newUrl, ...developer, ...more], { env });
    await reader.seen(new RegExp(`"seq":${before + 1},`));
    const there = eventsOf(reader);
    // Every event that a consumer had received when the backup began is there with its seq; numbering continues.
    expect(before).toBeGreaterThanOrEqual(seenBefore);
    expect(there.map(({ seq }) => seq)).toEqual(there.map((_, i) => i + 1));
    const common = Math.min(before, seen.length);
    expect(there.slice(0, common)).toEqual(seen.slice(0, common));
  });
});

function lastOf(events: readonly Dispatch[]): number {
  return events.at(-1)?.seq ?? 0;
}

/** Resolves with the printed events when no event has been added during one start of another process. */
async function settled(tail: Program): Promise<Dispatch[]> {
  for (let count = -1; ; ) {
    const events = eventsOf(tail);
    if (events.length === count) return events;
    count = events.length;
    await run(['--version']);
  }
}
