/** Runs `wearwire conformance --websocket` against a broker with each of its socket libraries. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { temporaryDirectory } from '@wearwire/test-support';
import { BrokerProcess } from '../broker/broker-process.js';
import type { FaultRow, RowContext } from '../row.js';
import { runWearwire } from './run-wearwire.js';

const PROTOCOL_PAGE = fileURLToPath(new URL('../../../../docs/protocol.md', import.meta.url));
const LIBRARIES = [
  { flag: 'uws', name: 'uWebSockets.js' },
  { flag: 'ws', name: 'ws' },
];
const TIMEOUT_MS = 600_000;

interface Report {
  readonly rows: readonly {
    readonly id: string;
    readonly section: string;
    readonly title: string;
    readonly verdict: string;
    readonly observed: string;
  }[];
}

async function run({ tally, mutation }: RowContext): Promise<void> {
  const libraries = mutation === undefined ? LIBRARIES : LIBRARIES.slice(1);
  for (const { flag, name } of libraries) {
    await using directory = await temporaryDirectory();
    await using broker = await BrokerProcess.start({
      data: directory.path,
      mutation,
      flags: ['--sockets', flag, '--compression'],
    });
    const { stdout, stderr } = await runWearwire(
      ['conformance', broker.url, '--websocket', '--json'],
      TIMEOUT_MS,
    );
    const report = parse(stdout);
    tally.expect(report !== undefined, 'wireIsRfc6455', `${name}: no report: ${stderr}`);
    const isListed = await deviationsOf(name);
    for (const { id, section, title, verdict, observed } of report?.rows ?? []) {
      tally.injected++;
      const listed = verdict === 'failed' && isListed(id);
      tally.add(`${name}: ${listed ? 'failed, as docs/protocol.md lists' : verdict}`);
      const holds = verdict !== 'failed' || listed;
      tally.expect(holds, 'wireIsRfc6455', `${name}: ${id} (${section}): ${title}: ${observed}`);
    }
  }
}

function parse(text: string): Report | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Returns a predicate: whether docs/protocol.md lists a case as failing on this library. */
async function deviationsOf(library: string): Promise<(id: string) => boolean> {
  const page = await readFile(PROTOCOL_PAGE, 'utf8');
  const table = page.split('<!-- websocket-deviations -->')[1]?.split('<!--')[0] ?? '';
  const names = table.split('\n').flatMap((line) => {
    const [, cases = '', libraries = '', verdict = ''] = line.split('|').map((cell) => cell.trim());
    const isListed = libraries.split(', ').includes(library) && verdict === 'failed';
    return isListed ? [...cases.matchAll(/`([^`]+)`/g)].map(([, name]) => name as string) : [];
  });
  return (id) =>
    names.some((name) => (name.endsWith('*') ? id.startsWith(name.slice(0, -1)) : id === name));
}

export const rfc6455: FaultRow = {
  name: 'rfc6455',
  title: 'WebSocket frames and handshakes',
  method:
    'The cases of `wearwire conformance URL --websocket` for RFC 6455 and RFC 7692, on uWebSockets.js and on `ws`, with compression. A case that fails and is not among the deviations that docs/protocol.md lists is a violation.',
  unit: 'cases',
  invariants: ['wireIsRfc6455'],
  injections: { proof: 1, short: 1, long: 1 },
  mutations: [
    {
      meaning: 'a WebSocket library (`ws`) that ignores reserved bits',
      preload: 'accept-reserved-bits.mjs',
    },
  ],
  run,
};
