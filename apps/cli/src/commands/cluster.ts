/** `cluster demo`: shows three brokers on one NATS server, of which one is killed. */
import { findProgram } from '@wearwire/bench';
import { duration } from '@wearwire/options';
import { ClusterRun } from '../demo/cluster-run.js';
import type { Command } from '../line/command.js';
import { CommandError, ExitStatus, UsageError } from '../line/errors.js';
import type { Io } from '../line/io.js';
import { type RawLine, readOptions } from '../line/options.js';
import { listenForStop } from '../line/signals.js';
import { commandError } from './client-messages.js';

const NATS_SERVER = 'nats-server';
const SUMMARY = 'run three brokers on one NATS server, kill one, and count what arrives';

const OPTIONS = {
  duration: {
    flag: 'duration',
    kind: duration,
    default: 10_000,
    meaning: 'Submit readings for this time; the broker is killed after half of it',
  },
} as const;

const group: Command = {
  name: 'cluster',
  summary: 'show several brokers that share their streams',
  examples: ['cluster demo'],
  options: [],
  commands: [{ name: 'demo', summary: SUMMARY }],
  run: async () => {
    throw new UsageError('cluster requires a command; see --help');
  },
};

const clusterDemo: Command = {
  name: 'cluster demo',
  summary: SUMMARY,
  notes: [
    'Everything runs on this machine and ends by itself; nats-server must be installed.',
    'Exit status: 0 when each reading arrived once, 1 otherwise.',
  ],
  examples: ['cluster demo', 'cluster demo --duration 30s'],
  options: Object.values(OPTIONS),
  run,
};

/** The command that the words name; the group itself if there are no words. */
export function loadCluster([first = '-']: readonly string[]): Command {
  if (first === 'demo') return clusterDemo;
  if (first.startsWith('-')) return group;
  throw new UsageError(`there is no command ${JSON.stringify(`cluster ${first}`)}; there is demo`);
}

async function run(line: RawLine, io: Io): Promise<ExitStatus> {
  const { duration: durationMs } = readOptions(line, OPTIONS);
  const natsServer = findProgram(NATS_SERVER);
  if (natsServer === undefined) {
    throw new CommandError(
      'nats-server is not installed: apt install nats-server, or see https://docs.nats.io',
    );
  }
  const tell = (text: string): void => void io.stdout.write(`${text}\n`);
  using stop = listenForStop();
  await using cluster = new ClusterRun(tell);
  try {
    const result = await cluster.run(natsServer, durationMs, stop.signal);
    if (stop.wasSignalled) return ExitStatus.Done;
    const { submitted, received, lost, seqBreaks, lastSeq } = result;
    tell(`readings   ${submitted} submitted, ${received} received, ${lost} not confirmed`);
    tell(`seq        ${seqBreaks === 0 ? `contiguous: 1 to ${lastSeq}` : `${seqBreaks} gaps`}`);
    const isWhole = submitted > 0 && received === submitted && seqBreaks === 0 && lost === 0;
    tell(isWhole ? 'Each reading arrived once and in order.' : 'Readings are missing or doubled.');
    return isWhole ? ExitStatus.Done : ExitStatus.Failed;
  } catch (error) {
    if (stop.wasSignalled) return ExitStatus.Done;
    throw commandError(error, { url: 'the brokers of the demo' });
  }
}
