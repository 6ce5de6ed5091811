/** One broker per data directory: between processes, after a kill, and across PID namespaces. */
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryDirectory } from '@wearwire/test-support';
import { describe, expect, it } from 'vitest';
import { backUp, DeveloperDirectory, lockOwner } from '../src/data.js';
import { Client } from './client.js';
import { messageOf } from './message-of.js';
import { ObservedBroker } from './observed-broker.js';
import { A } from './start-test-broker.js';

const IN_USE =
  /^Error: DataDirectoryError: .* is in use by another broker or a restore \(process \d+ on \S+\)/;

describe('a data directory', () => {
  it('accepts one broker, and another one immediately after a kill', async () => {
    await using directory = await temporaryDirectory();
    const data = directory.path;
    await using first = await ObservedBroker.start({ data });
    expect(await messageOf(ObservedBroker.start({ data }))).toMatch(IN_USE);
    await first.end('SIGKILL');
    // Another program now has its process id.
    await writeFile(join(data, 'lock'), `${process.pid} here\n`);
    await using second = await ObservedBroker.start({ data });
    using producer = await Client.producer(second, A, 'u');
    producer.submit(1);
    await producer.roundTrip();
  });

  it('accepts tools while its broker runs', async () => {
    await using directory = await temporaryDirectory();
    const data = join(directory.path, 'data');
    await using broker = await ObservedBroker.start({ data });
    await using developers = await DeveloperDirectory.open(data);
    await developers.add('gym');
    const file = join(directory.path, 'backup.tar');
    expect(await backUp(data, file)).toMatchObject({ brokerRan: true });
    expect(await lockOwner(data)).toMatchObject({ processId: broker.processId });
    expect(await broker.end('SIGTERM')).toBe(0);
    expect(await backUp(data, file)).toMatchObject({ brokerRan: false });
  });

  it.skipIf(!canUnshare())(
    'accepts one broker across PID namespaces, even with equal process ids',
    async () => {
      await using directory = await temporaryDirectory();
      const data = directory.path;
      await using first = await ObservedBroker.start({ data, launcher: IN_NAMESPACE });
      expect(await readFile(join(data, 'lock'), 'utf8')).toMatch(/^1 /);
      // The second refusal shows that the first one has released no lock.
      for (const launcher of [IN_NAMESPACE, []]) {
        expect(await messageOf(ObservedBroker.start({ data, launcher }))).toMatch(IN_USE);
      }
      // A tool with the broker's process id is refused, because LMDB would mistake it for the broker.
      expect(() => runInNamespace(`await backUp('${data}', '${data}.tar')`)).toThrow(
        /is in use by a process of another PID namespace with the same process id \(1\)/,
      );
      using producer = await Client.producer(first, A, 'u');
      producer.submit(1);
      await producer.roundTrip();
    },
  );
});

/** Throws an error with the stderr of the code if the code fails. */
function runInNamespace(code: string): void {
  const module = fileURLToPath(new URL('../dist/data.js', import.meta.url));
  const script = `import { backUp } from '${module}'; ${code}`;
  const [file = '', ...args] = [...IN_NAMESPACE, process.execPath];
  execFileSync(file, [...args, '--input-type=module', '--eval', script], { stdio: 'pipe' });
}

/** The broker is process 1 in the namespace, and ends with the program that created the namespace. */
const IN_NAMESPACE = ['/usr/bin/unshare', '--pid', '--fork', '--kill-child'];

function canUnshare(): boolean {
  try {
    execFileSync('/usr/bin/unshare', ['--pid', '--fork', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    console.warn('skipped: PID namespaces need Linux, unshare of util-linux, and root');
    return false;
  }
}
