/** The control as a target. */
import { fileURLToPath } from 'node:url';
import type { RunningTarget, Target } from '../../target.js';
import { ServerProcess } from '../server-process.js';

const HOST = '127.0.0.1';
const SERVER = fileURLToPath(new URL('./relay-server.js', import.meta.url));
const WIRE = new URL('../../wires/relay.js', import.meta.url).href;

export const relayTarget: Target = {
  name: 'relay',
  title: 'bare uWS relay (control)',
  role: 'control',
  promise: {
    durable: 'nothing',
    ordered: true,
    replay: false,
    note: 'frame by frame, no session, nothing numbered or kept',
  },
  capabilities: ['restart', 'fan-out'],
  isAvailable: async () => ({ ok: true }),
  start: async () => {
    let server = await serve(0);
    const port = Number(server.match[1]);
    return {
      endpoint: { host: HOST, port },
      wire: { module: WIRE, settings: null },
      pids: () => [server.pid],
      end: (signal) => server.end(signal),
      startAgain: async () => {
        server = await serve(port);
      },
      stop: () => server.end('SIGKILL'),
    } satisfies RunningTarget;
  },
};

function serve(port: number): Promise<ServerProcess> {
  return ServerProcess.start({
    file: process.execPath,
    args: [SERVER, String(port)],
    ready: /listening on (\d+)/,
  });
}
