/** The wearwire broker on NATS JetStream: one or three servers, and as many brokers as the scenario has nodes. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunningTarget, StartOptions, Target } from '../target.js';
import { NATS_PROGRAM, natsVersions } from './nats/nats-server.js';
import { endAll, type Replicas, startNatsServers } from './nats/nats-servers.js';
import { HOST, programAvailable } from './peer.js';
import type { ServerProcess } from './server-process.js';
import { uwsAvailable } from './uws-available.js';
import { packageVersions, programVersion } from './versions.js';
import { commonConfig, serve } from './wearwire.js';
import { wearwireWire } from './wearwire-wire.js';

/** `program`: path of wearwire.js. */
export function wearwireNats(program: string, replicas: Replicas): Target {
  return {
    name: replicas === 1 ? 'wearwire-nats' : 'wearwire-nats-r3',
    title: `wearwire, NATS, R${replicas}`,
    role: 'ours',
    promise: {
      durable: 'process crash',
      ordered: true,
      replay: true,
      note: replicas === 1 ? 'syncs every 2 minutes' : 'three copies, each synced every 2 minutes',
    },
    capabilities: ['replay', 'resume', 'restart', 'sessions', 'fan-out', 'nodes'],
    isAvailable: async () => {
      const nats = programAvailable(NATS_PROGRAM, NATS_PROGRAM);
      return nats.ok ? uwsAvailable() : nats;
    },
    versions: async () => ({
      wearwire: await programVersion(process.execPath, [program, '--version']),
      ...packageVersions('uWebSockets.js'),
      ...(await natsVersions()),
    }),
    start: (options) => start(program, replicas, options),
  };
}

async function start(
  program: string,
  replicas: Replicas,
  options: StartOptions,
): Promise<RunningTarget> {
  const { nodes = 1, directory } = options;
  const { servers, ports } = await startNatsServers(options, replicas);
  const config = join(directory, 'config.json');
  const store = `nats://${ports.map((port) => `${HOST}:${port}`).join(',')}`;
  await writeFile(config, JSON.stringify({ ...commonConfig(options), store, replicas }));
  let brokers: ServerProcess[] = [];
  try {
    while (brokers.length < nodes) brokers.push(await serve(program, config, 0));
  } catch (error) {
    await endAll([...brokers, ...servers]);
    throw error;
  }
  const endpoints = brokers.map(({ match }) => ({ host: HOST, port: Number(match[1]) }));
  const [endpoint = { host: HOST, port: 0 }, ...otherEndpoints] = endpoints;
  return {
    endpoint,
    otherEndpoints,
    wire: wearwireWire(endpoint.port),
    pids: () => [...brokers, ...servers].map(({ pid }) => pid),
    storePids: () => servers.map(({ pid }) => pid),
    // Ends only the brokers: the servers must keep the events for `startAgain`.
    end: async (signal) => {
      await Promise.all(brokers.map((broker) => broker.end(signal)));
    },
    startAgain: async () => {
      brokers = await Promise.all(endpoints.map(({ port }) => serve(program, config, port)));
    },
    stop: () => endAll([...brokers, ...servers]),
  };
}
