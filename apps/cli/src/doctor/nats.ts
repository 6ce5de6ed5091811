/** Checks the NATS servers that brokers will share: version, replicas, clocks and the durability that they provide. */
import type { BrokerConfig, NatsFacts } from '@wearwire/broker';
import { messageOf } from '../command-line/errors.js';
import type { BrokerModule } from '../commands/broker-module.js';
import { plural } from '../commands/plural.js';
import { type Finding, fail, ok, warn } from './finding.js';

/** A larger clock difference noticeably shifts the retention and the lifetime of tokens. */
const CLOCK_DIFFERENCE_MAX_MS = 1_000;

/** `config`: the settings of `serve`, with the URL as its store. */
export async function natsFindings(broker: BrokerModule, config: BrokerConfig): Promise<Finding[]> {
  try {
    return findingsOf(await broker.checkNatsServers(config), config);
  } catch (error) {
    return [fail('nats', messageOf(error), 'start nats-server with JetStream, or correct the URL')];
  }
}

/** Converts the facts to findings. */
export function findingsOf(
  facts: NatsFacts,
  { replicas }: Pick<BrokerConfig, 'replicas'>,
): Finding[] {
  const { version, isTooOld, jetStreamProblem } = facts;
  if (isTooOld) return [fail('nats', `nats-server ${version}`, 'use nats-server 2.9 or later')];
  if (jetStreamProblem !== undefined) {
    return [
      fail(
        'nats',
        `nats-server ${version} has no JetStream for this account: ${jetStreamProblem}`,
        'start nats-server with -js -sd DIRECTORY',
      ),
    ];
  }
  const copies = facts.streams[0]?.replicas ?? replicas;
  return [
    ok('nats', `nats-server ${version} with JetStream`),
    versionFinding(facts, copies),
    ...streamFindings(facts),
    durabilityFinding(copies),
    ...clockFindings(facts),
  ];
}

function versionFinding({ version, isUnsafeInCluster }: NatsFacts, copies: number): Finding {
  if (copies === 1 || !isUnsafeInCluster) {
    return ok('nats-version', `${version} supports ${copiesText(copies)}`);
  }
  return fail(
    'nats-version',
    `${version} with ${copiesText(copies)}: servers before 2.11 compare the expected sequence too early, so concurrent appends are detected only by message id`,
    'use nats-server 2.11 or later for several copies',
  );
}

function streamFindings({ streams }: NatsFacts): Finding[] {
  if (streams.length === 0) {
    return [ok('nats-streams', 'no streams with this prefix yet; serve creates them')];
  }
  const behind = streams.filter(({ replicas, currentReplicas }) => currentReplicas < replicas);
  if (behind.length === 0)
    return [ok('nats-streams', `${plural(streams.length, 'stream')}, all copies current`)];
  const names = behind.map(({ name }) => name).join(', ');
  return [
    warn(
      'nats-streams',
      `copies are missing or behind: ${names}`,
      'start the servers that are down, and wait until they have caught up',
    ),
  ];
}

function durabilityFinding(copies: number): Finding {
  if (copies >= 3) {
    return ok(
      'nats-promise',
      `${copiesText(copies)}: stored events survive the loss of one server; to survive a power cut, the servers need separate power supplies or sync_interval: always`,
    );
  }
  return warn(
    'nats-promise',
    `${copiesText(copies)}: stored events survive the loss of brokers and a restart of nats-server; a power cut may lose the events of the last two minutes, a disk failure all events`,
    'set sync_interval: always in the configuration of nats-server, or use three servers and --replicas 3',
  );
}

function clockFindings({ clockAheadMs }: NatsFacts): Finding[] {
  if (clockAheadMs === undefined) return [];
  const seen = `the clock of this machine differs from the clock of the server by ${Math.abs(clockAheadMs)} ms`;
  if (Math.abs(clockAheadMs) <= CLOCK_DIFFERENCE_MAX_MS) return [ok('nats-clock', seen)];
  return [
    warn('nats-clock', seen, 'synchronise the clocks of all machines, for example with chrony'),
  ];
}

function copiesText(copies: number): string {
  return copies === 1 ? 'one copy' : `${copies} copies`;
}
