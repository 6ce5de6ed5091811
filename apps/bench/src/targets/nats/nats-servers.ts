/** One nats-server with JetStream on file, or a cluster of three, on free ports of the loopback. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StartOptions } from '../../target.js';
import { freePort } from '../free-port.js';
import { HOST, programPath } from '../peer.js';
import { ServerProcess } from '../server-process.js';
import { NATS_PROGRAM } from './nats-server.js';

/** Number of copies of a stream, and of servers. */
export type Replicas = 1 | 3;

interface Member {
  readonly name: string;
  readonly port: number;
  readonly websocketPort: number;
  readonly routePort: number;
}

export interface NatsServers {
  readonly servers: readonly ServerProcess[];
  readonly ports: readonly number[];
  /** Port of the WebSocket listener of the first server. */
  readonly websocketPort: number;
}

/** Resolves when JetStream responds. */
export async function startNatsServers(
  { directory }: Pick<StartOptions, 'directory'>,
  replicas: Replicas,
): Promise<NatsServers> {
  const members: Member[] = [];
  for (let i = 0; i < replicas; i++) {
    const [port, websocketPort, routePort] = [
      await freePort(HOST),
      await freePort(HOST),
      await freePort(HOST),
    ];
    members.push({ name: `n${i}`, port, websocketPort, routePort });
  }
  const starting = members.map((member) => startMember(directory, member, members));
  const started = await Promise.allSettled(starting);
  const servers = started.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
  const failure = started.find((result) => result.status === 'rejected');
  if (failure !== undefined) {
    await endAll(servers);
    throw failure.reason;
  }
  const ports = members.map(({ port }) => port);
  return { servers, ports, websocketPort: (members[0] as Member).websocketPort };
}

export async function endAll(servers: readonly ServerProcess[]): Promise<void> {
  await Promise.all(servers.map((server) => server.end('SIGKILL')));
}

async function startMember(
  directory: string,
  member: Member,
  members: readonly Member[],
): Promise<ServerProcess> {
  const { name, port, websocketPort, routePort } = member;
  const isCluster = members.length > 1;
  const routes = members.map(({ routePort }) => `"nats://${HOST}:${routePort}"`).join(', ');
  const lines = [
    `server_name: ${name}`,
    `listen: "${HOST}:${port}"`,
    `websocket { listen: "${HOST}:${websocketPort}", no_tls: true, compression: false }`,
    `jetstream { store_dir: ${JSON.stringify(join(directory, name))} }`,
    ...(isCluster
      ? [`cluster { name: bench, listen: "${HOST}:${routePort}", routes: [${routes}] }`]
      : []),
  ];
  const config = join(directory, `${name}.conf`);
  await writeFile(config, `${lines.join('\n')}\n`);
  return ServerProcess.start({
    file: programPath(NATS_PROGRAM),
    args: ['-c', config],
    ready: isCluster ? /metadata leader/ : /Server is ready/,
  });
}
