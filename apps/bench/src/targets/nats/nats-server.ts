/** nats-server with a WebSocket listener on free ports, otherwise with default settings. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StartOptions, Versions } from '../../target.js';
import { HOST, programPath } from '../peer.js';
import { ServerProcess } from '../server-process.js';
import { programVersion } from '../versions.js';

export const NATS_PROGRAM = 'nats-server';

const PORT_OF_ITS_CHOICE = -1;

export async function natsVersions(): Promise<Versions> {
  return { [NATS_PROGRAM]: await programVersion(programPath(NATS_PROGRAM)) };
}

/**
 * Starts the server; returns the process and the port of its WebSocket listener. `hasJetStream`: enable JetStream, with
 * its files in the directory.
 */
export async function startNats(
  { directory, heartbeatIntervalMs }: StartOptions,
  hasJetStream: boolean,
  wantedPort = PORT_OF_ITS_CHOICE,
): Promise<{ server: ServerProcess; port: number }> {
  const store = JSON.stringify(join(directory, 'store'));
  const config = join(directory, 'nats.conf');
  const lines = [
    `listen: "${HOST}:-1"`,
    `websocket { listen: "${HOST}:${wantedPort}", no_tls: true, compression: false }`,
    ...(hasJetStream ? [`jetstream { store_dir: ${store} }`] : []),
    ...(heartbeatIntervalMs === undefined ? [] : [`ping_interval: "${heartbeatIntervalMs}ms"`]),
  ];
  await writeFile(config, `${lines.join('\n')}\n`);
  const server = await ServerProcess.start({
    file: programPath(NATS_PROGRAM),
    args: ['-c', config],
    ready: /websocket clients on ws:\/\/127\.0\.0\.1:(\d+)[\s\S]*Server is ready/,
  });
  return { server, port: Number(server.match[1]) };
}
