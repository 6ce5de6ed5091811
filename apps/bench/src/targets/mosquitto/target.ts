/**
 * `mosquitto`: Eclipse Mosquitto with a WebSocket listener, MQTT 3.1.1, one topic per developer.
 *
 * QoS 0 guarantees only order. QoS 1 delivers at least once while both sides stay connected, from memory: persistence
 * is off, because it only writes every 30 minutes. Set-up: no limit on messages in flight or queued per consumer (the
 * defaults, 20 and 1,000, would drop events), Nagle's algorithm off.
 *
 * Mosquitto 2.0 does not start with only a WebSocket listener, so it also gets a Unix socket.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Promised, RunningTarget, StartOptions, Target } from '../../target.js';
import { freePort } from '../free-port.js';
import { HOST, programAvailable, programPath, runningTarget } from '../peer.js';
import { ServerProcess } from '../server-process.js';
import { programVersion } from '../versions.js';
import type { QoS } from './packets.js';
import type { MqttSettings } from './wire.js';

const PROGRAM = 'mosquitto';
const PING_EVERY_MS = 40_000;

const VARIANTS: Record<QoS, { name: string; title: string; promise: Promised }> = {
  0: {
    name: 'mosquitto',
    title: 'Mosquitto, QoS 0',
    promise: { durable: 'nothing', ordered: true, replay: false, note: 'at most once' },
  },
  1: {
    name: 'mosquitto-qos1',
    title: 'Mosquitto, QoS 1',
    promise: {
      durable: 'nothing',
      ordered: true,
      replay: false,
      note: 'both sides acknowledge each event, from memory',
    },
  },
};

export function mosquitto(qos: QoS): Target {
  return {
    ...VARIANTS[qos],
    role: 'peer',
    capabilities: ['sessions', 'fan-out'],
    isAvailable: async () => programAvailable(PROGRAM, PROGRAM),
    // It has no version flag; the help text begins with the version.
    versions: async () => ({ [PROGRAM]: await programVersion(programPath(PROGRAM), ['-h']) }),
    start: (options) => start(qos, options),
  };
}

async function start(qos: QoS, options: StartOptions): Promise<RunningTarget> {
  const { directory, heartbeatIntervalMs = PING_EVERY_MS } = options;
  const port = await freePort(HOST);
  const config = join(directory, 'mosquitto.conf');
  await writeFile(config, configOf(port));
  const server = await ServerProcess.start({
    file: programPath(PROGRAM),
    cwd: directory,
    args: ['-c', config],
    ready: /mosquitto version \S+ running/,
  });
  const settings: MqttSettings = { qos, pingEveryMs: heartbeatIntervalMs };
  const wire = { module: new URL('./wire.js', import.meta.url).href, settings };
  return runningTarget({ servers: [server], port, wire });
}

function configOf(port: number): string {
  const lines = [
    // Relative to its working directory: socket paths are limited to about 100 bytes.
    'listener 0 mqtt.sock',
    `listener ${port} ${HOST}`,
    'protocol websockets',
    'socket_domain ipv4',
    'allow_anonymous true',
    'persistence false',
    'set_tcp_nodelay true',
    'max_inflight_messages 0',
    'max_queued_messages 0',
    'connection_messages false',
  ];
  // Started as root it would switch to the user `mosquitto`, who cannot enter the directory.
  if (process.getuid?.() === 0) lines.push('user root');
  return `${lines.join('\n')}\n`;
}
