/** The controls as targets: one sends each frame separately, the other sends all frames of a turn in one write. */
import { fileURLToPath } from 'node:url';
import type { RunningTarget, Target } from '../../target.js';
import { runningTarget } from '../peer.js';
import { ServerProcess } from '../server-process.js';
import { uwsAvailable } from '../uws-available.js';
import { packageVersions } from '../versions.js';

const SERVER = fileURLToPath(new URL('./relay-server.js', import.meta.url));
const WIRE = new URL('../../wires/relay.js', import.meta.url).href;

const MODES = {
  'by-frame': {
    name: 'relay',
    title: 'bare uWS relay (control)',
    note: 'sends frame by frame; no sessions, numbering or storage',
  },
  'by-turn': {
    name: 'relay-by-turn',
    title: 'bare uWS relay by the turn (control)',
    note: 'sends the frames of a turn in one write; no sessions, numbering or storage',
  },
} as const;

function relayOf(mode: keyof typeof MODES): Target {
  const { name, title, note } = MODES[mode];
  return {
    name,
    title,
    role: 'control',
    promise: { durable: 'nothing', ordered: true, replay: false, note },
    capabilities: ['restart', 'fan-out'],
    isAvailable: uwsAvailable,
    versions: async () => packageVersions('uWebSockets.js'),
    start: () => startRelay(mode),
  };
}

export const relayTarget = relayOf('by-frame');
export const relayByTurnTarget = relayOf('by-turn');

async function startRelay(mode: keyof typeof MODES): Promise<RunningTarget> {
  const server = await serve(0, mode);
  const port = Number(server.match[1]);
  const wire = { module: WIRE, settings: null };
  return runningTarget({
    servers: [server],
    port,
    wire,
    startAgain: async () => [await serve(port, mode)],
  });
}

function serve(port: number, mode: string): Promise<ServerProcess> {
  return ServerProcess.start({
    file: process.execPath,
    args: [SERVER, String(port), mode],
    ready: /listening on (\d+)/,
  });
}
