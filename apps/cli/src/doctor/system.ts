/** Checks the operating system: file descriptor limit, listen queue, clock synchronisation. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { type Finding, fail, ok, warn } from './finding.js';

/** Each connection needs one file descriptor; the log and the process need a few hundred. */
const FILES_RECOMMENDED = 65_536;
const FILES_MIN = 1_024;

/** The backlog that the socket library passes to listen(). */
const BACKLOG_MIN = 512;

const TIMEDATECTL_TIMEOUT_MS = 2_000;

export async function systemFindings(): Promise<Finding[]> {
  if (process.platform !== 'linux') {
    return [
      warn('system', `no system checks on ${process.platform}`, 'run doctor on Linux to check'),
    ];
  }
  const [limits, somaxconn, clock] = await Promise.all([
    readFile('/proc/self/limits', 'utf8'),
    readFile('/proc/sys/net/core/somaxconn', 'utf8'),
    runTimedatectl(),
  ]);
  return [fileLimit(limits), listenQueue(somaxconn), clockFinding(clock)];
}

/** `limits`: as in /proc/PID/limits. */
export function fileLimit(limits: string): Finding {
  const [, soft = '0'] = /^Max open files\s+(\d+|unlimited)/m.exec(limits) ?? [];
  const files = soft === 'unlimited' ? Infinity : Number(soft);
  const seen = `limit of open files and connections: ${soft}`;
  const remedy = `set LimitNOFILE=1048576 (systemd), ulimits.nofile (compose) or ulimit -n ${FILES_RECOMMENDED}`;
  if (files < FILES_MIN) return fail('file-limit', seen, remedy);
  return files < FILES_RECOMMENDED ? warn('file-limit', seen, remedy) : ok('file-limit', seen);
}

/** `somaxconn`: as in /proc/sys/net/core. */
export function listenQueue(somaxconn: string): Finding {
  const seen = `listen queue: ${somaxconn.trim()} connections`;
  return Number(somaxconn) >= BACKLOG_MIN
    ? ok('listen-queue', seen)
    : warn('listen-queue', seen, `sysctl -w net.core.somaxconn=${BACKLOG_MIN * 8}`);
}

/** `output`: output of timedatectl; `undefined` if it cannot be run. */
export function clockFinding(output: string | undefined): Finding {
  if (output?.trim() === 'yes') return ok('clock', 'the clock is synchronised');
  const remedy =
    'run chrony or systemd-timesyncd: retention and the times of events depend on this clock';
  if (output?.trim() === 'no') return warn('clock', 'the clock is not synchronised', remedy);
  return warn('clock', 'cannot determine whether the clock is synchronised', remedy);
}

async function runTimedatectl(): Promise<string | undefined> {
  const args = ['show', '--property=NTPSynchronized', '--value'];
  try {
    const run = promisify(execFile);
    return (await run('timedatectl', args, { timeout: TIMEDATECTL_TIMEOUT_MS })).stdout;
  } catch {
    return undefined;
  }
}
