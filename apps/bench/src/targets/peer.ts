/**
 * Shared by the targets: they run on loopback, are started and stopped with each run, and are skipped when their
 * programs are not installed.
 */
import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Availability, RunningTarget, WireReference } from '../target.js';
import { ServerProcess } from './server-process.js';

export const HOST = '127.0.0.1';

/** Directories of system servers, searched even if PATH omits them. */
const SYSTEM_FOLDERS = ['/usr/sbin', '/usr/local/sbin'];

const require = createRequire(import.meta.url);

/** Returns the path of a system program; `undefined` if it is not installed. */
export function findProgram(program: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...SYSTEM_FOLDERS];
  return folders.map((folder) => join(folder, program)).find(isExecutable);
}

/** Path of a program that `programAvailable` has found. */
export function programPath(program: string): string {
  return findProgram(program) ?? program;
}

export function programAvailable(program: string, debianPackage: string): Availability {
  if (findProgram(program) !== undefined) return { ok: true };
  const missing = `${program} is not installed: apt install ${debianPackage}`;
  return { ok: false, missing };
}

/** Availability of npm packages that are optional peer dependencies of the bench. */
export function packagesAvailable(...names: readonly string[]): Availability {
  const absent = names.filter((name) => !isInstalled(name));
  if (absent.length === 0) return { ok: true };
  const list = absent.join(' ');
  return { ok: false, missing: `not installed: npm install ${list}` };
}

/** Starts a server program of the benchmark, which listens on a free port and prints `{"port":…}`. */
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

/** The running processes and the endpoint. `startAgain`: restarts on the same port and data. */
export interface RunningProcesses {
  readonly servers: readonly ServerProcess[];
  readonly port: number;
  readonly wire: WireReference;
  startAgain?(): Promise<readonly ServerProcess[]>;
}

export function runningTarget(processes: RunningProcesses): RunningTarget {
  let { servers } = processes;
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    await Promise.all(servers.map((server) => server.end(signal)));
  };
  return {
    endpoint: { host: HOST, port: processes.port },
    wire: processes.wire,
    pids: () => servers.map(({ pid }) => pid),
    end,
    startAgain: async () => {
      if (processes.startAgain === undefined) throw new Error('this target cannot be restarted');
      servers = await processes.startAgain();
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
