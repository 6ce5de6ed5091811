/** `cluster demo`: runs three brokers on one NATS server and kills one of them. */
import { findProgram } from '@wearwire/bench';
import { duration } from '@wearwire/options';
import type { Command, CommandGroup } from '../command-line/command.js';
import { CommandError, ExitStatus, UsageError } from '../command-line/errors.js';
import type { Io } from '../command-line/io.js';
import { type RawArguments, readOptions } from '../command-line/options.js';
import { listenForStop } from '../command-line/signals.js';
import { ClusterRun } from '../demo/cluster-run.js';
import { commandError } from './client-messages.js';
import { plural } from './plural.js';

const NATS_SERVER = 'nats-server';
const SUMMARY =
  'run three brokers on one NATS server, kill one, and count the readings that arrive';

const OPTIONS = {
  duration: {
    flag: 'duration',
    kind: duration,
    default: 10_000,
    meaning: 'Submit readings for this time; one broker is killed halfway through',
  },
} as const;

const group: CommandGroup = {
  examples: ['cluster demo'],
  commands: [{ name: 'demo', summary: SUMMARY }],
};

const clusterDemo: Command = {
  title: { name: 'cluster demo', summary: SUMMARY },
  notes: [
    'Everything runs on this machine and stops at the end; nats-server must be installed.',
    'Exit status: 0 if every reading arrived exactly once, 1 otherwise.',
  ],
  examples: ['cluster demo', 'cluster demo --duration 30s'],
  options: Object.values(OPTIONS),
  run,
};

/** Returns the command that the words name; the group itself if there are no words. */
export function loadCluster([first]: readonly string[]): Command | CommandGroup {
  if (first === 'demo') return clusterDemo;
  if (first === undefined || first.startsWith('-')) return group;
  throw new UsageError(`unknown command ${JSON.stringify(`cluster ${first}`)}; available: demo`);
}

async function run(line: RawArguments, io: Io): Promise<ExitStatus> {
  const { duration: durationMs } = readOptions(line, OPTIONS);
  const natsServer = findProgram(NATS_SERVER);
  if (natsServer === undefined) {
    throw new CommandError(
      'nats-server is not installed; run apt install nats-server, or see https://docs.nats.io',
    );
  }
  const print = (text: string): void => void io.stdout.write(`${text}\n`);
  using stop = listenForStop();
  await using cluster = new ClusterRun(print);
  try {
    const result = await cluster.run(natsServer, durationMs, stop.signal);
    if (stop.wasSignalled) return ExitStatus.Done;
    const { submitted, received, lost, seqBreaks, lastSeq } = result;
    print(`readings   ${submitted} submitted, ${received} received, ${lost} not confirmed`);
    print(
      `seq        ${seqBreaks === 0 ? `contiguous: 1 to ${lastSeq}` : plural(seqBreaks, 'gap')}`,
    );
    const isComplete = submitted > 0 && received === submitted && seqBreaks === 0 && lost === 0;
    print(
      isComplete
        ? 'Every reading arrived exactly once and in order.'
        : 'Readings are missing or duplicated.',
    );
    return isComplete ? ExitStatus.Done : ExitStatus.Failed;
  } catch (error) {
    if (stop.wasSignalled) return ExitStatus.Done;
    throw commandError(error, { url: cluster.url });
  }
}
