/**
 * What the peers have in common: they run on loopback, one process or two, are started once a run and end
 * with it; and they are skipped, by name, where what they need is not installed.
 */
import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Availability, RunningTarget, WireReference } from '../target.js';
import { ServerProcess } from './server-process.js';

export const HOST = '127.0.0.1';

/** Servers of the system stand there also for those whose PATH leaves it out. */
const SYSTEM_FOLDERS = ['/usr/sbin', '/usr/local/sbin'];

const require = createRequire(import.meta.url);

/** Where the program is; `undefined` where there is none. */
export function findProgram(program: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...SYSTEM_FOLDERS];
  return folders.map((folder) => join(folder, program)).find(isExecutable);
}

/** The path of a program that `programAvailable` has found. */
export function programPath(program: string): string {
  return findProgram(program) ?? program;
}

export function programAvailable(program: string, debianPackage: string): Availability {
  if (findProgram(program) !== undefined) return { ok: true };
  const missing = `${program} is not installed: apt install ${debianPackage}`;
  return { ok: false, missing };
}

/** Of packages that the bench does without: they are its optional peers. */
export function packagesAvailable(...names: readonly string[]): Availability {
  const absent = names.filter((name) => !isInstalled(name));
  if (absent.length === 0) return { ok: true };
  const list = absent.join(' ');
  return { ok: false, missing: `${list} is not installed: npm install ${list}` };
}

/** A program of ours that listens on a free port and prints `{"port":…}`. */
export function startNodeServer(
  module: URL,
  args: readonly string[],
  directory: string,
): Promise<ServerProcess> {
  return ServerProcess.start({
    file: process.execPath,
    args: [fileURLToPath(module), ...args],
    cwd: directory,
    ready: /\{"port":(\d+)\}/,
  });
}

/** What runs, and where clients connect. `startAgain`: after an end, on the same port and data. */
export interface PeerProcesses {
  readonly servers: readonly ServerProcess[];
  readonly port: number;
  readonly wire: WireReference;
  startAgain?(): Promise<readonly ServerProcess[]>;
}

export function runningPeer(peer: PeerProcesses): RunningTarget {
  let { servers } = peer;
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    await Promise.all(servers.map((server) => server.end(signal)));
  };
  return {
    endpoint: { host: HOST, port: peer.port },
    wire: peer.wire,
    pids: () => servers.map(({ pid }) => pid),
    end,
    startAgain: async () => {
      if (peer.startAgain === undefined) throw new Error('this target is not started again');
      servers = await peer.startAgain();
    },
    stop: () => end('SIGKILL'),
  };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function isInstalled(name: string): boolean {
  try {
    require.resolve(name);
    return true;
  } catch {
    return false;
  }
}
