/**
 * Runs all scenarios on real sockets concurrently, for wearwire and MQTT, and then the consumers with a
 * backlog.
 */
import type { Outcome, Scenario } from '../scenarios/scenario.js';
import { MqttServer } from './mqtt-server.js';
import { type ConsumerOutcome, playConsumers } from './play-consumers.js';
import { playReal, REAL_SCENARIOS } from './play-real.js';
import type { RealServer } from './real-server.js';
import { WearwireServer } from './wearwire-server.js';

export interface RealRun {
  readonly scenario: Scenario;
  readonly system: string;
  readonly outcome: Outcome;
}

export async function playAllOnSockets(
  scenarios: readonly Scenario[],
  seed: number,
): Promise<{
  readonly producers: readonly RealRun[];
  readonly consumers: readonly ConsumerOutcome[];
}> {
  await using wearwire = await WearwireServer.start();
  await using compressed = await WearwireServer.start(true);
  await using mqtt = await MqttServer.start();
  const servers: RealServer[] = [wearwire, compressed, ...(mqtt ? [mqtt] : [])];
  const runs = scenarios
    .filter(({ name }) => REAL_SCENARIOS.includes(name))
    .flatMap((scenario) =>
      serversFor(scenario, servers).map(async (server): Promise<RealRun> => {
        const user = scenario.name.replaceAll(/[^a-z0-9]+/gi, '-');
        const outcome = await playReal(scenario, server, user, seed);
        return { scenario, system: server.name, outcome };
      }),
    );
  const producers = await Promise.all(runs);
  await using backlogServer = await WearwireServer.start();
  const consumers = await playConsumers(backlogServer);
  return { producers, consumers };
}

/** Compression changes only the number of bytes, so it is measured in two scenarios only. */
function serversFor({ name }: Scenario, servers: readonly RealServer[]): readonly RealServer[] {
  const withCompression = name === 'good' || name === 'slow uplink';
  return servers.filter((server) => withCompression || !server.name.includes('compression'));
}
