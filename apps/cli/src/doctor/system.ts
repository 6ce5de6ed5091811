/** What the system allows and knows: descriptors, the queue of a listening socket, the clock. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { type Finding, fail, ok, warn } from './finding.js';

/** A connection takes one; the log and the process need some hundred. */
const FILES_WANTED = 65_536;
const FILES_LEAST = 1_024;

/** What the socket library asks for when it listens. */
const BACKLOG_WANTED = 512;

const TIMEDATECTL_TIMEOUT_MS = 2_000;

export async function systemFindings(): Promise<Finding[]> {
  if (process.platform !== 'linux') {
    return [
      warn('system', `nothing is looked at on ${process.platform}`, 'run it on Linux to know'),
    ];
  }
  const [limits, somaxconn, clock] = await Promise.all([
    readFile('/proc/self/limits', 'utf8'),
    readFile('/proc/sys/net/core/somaxconn', 'utf8'),
    askTimedatectl(),
  ]);
  return [fileLimit(limits), listenQueue(somaxconn), clockFinding(clock)];
}

/** `limits`: as in /proc/PID/limits. */
export function fileLimit(limits: string): Finding {
  const [, soft = '0'] = /^Max open files\s+(\d+|unlimited)/m.exec(limits) ?? [];
  const files = soft === 'unlimited' ? Infinity : Number(soft);
  const seen = `${soft} files and connections may be open`;
  const remedy = `set LimitNOFILE=1048576 (systemd), ulimits.nofile (compose) or ulimit -n ${FILES_WANTED}`;
  if (files < FILES_LEAST) return fail('file-limit', seen, remedy);
  return files < FILES_WANTED ? warn('file-limit', seen, remedy) : ok('file-limit', seen);
}

/** `somaxconn`: as in /proc/sys/net/core. */
export function listenQueue(somaxconn: string): Finding {
  const seen = `${somaxconn.trim()} connections may wait to be accepted`;
  return Number(somaxconn) >= BACKLOG_WANTED
    ? ok('listen-queue', seen)
    : warn('listen-queue', seen, `sysctl -w net.core.somaxconn=${BACKLOG_WANTED * 8}`);
}

/** `answer`: of timedatectl; `undefined` where there is none. */
export function clockFinding(answer: string | undefined): Finding {
  if (answer?.trim() === 'yes') return ok('clock', 'the clock is kept in step over the network');
  const remedy =
    'run chrony or systemd-timesyncd: retention and the times of events go by this clock';
  if (answer?.trim() === 'no') return warn('clock', 'the clock is not kept in step', remedy);
  return warn('clock', 'nothing here tells whether the clock is kept in step', remedy);
}

async function askTimedatectl(): Promise<string | undefined> {
  const asked = ['show', '--property=NTPSynchronized', '--value'];
  try {
    const run = promisify(execFile);
    return (await run('timedatectl', asked, { timeout: TIMEDATECTL_TIMEOUT_MS })).stdout;
  } catch {
    return undefined;
  }
}
