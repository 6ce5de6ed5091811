/**
 * A program that goes on until it is ended, such as a server. It is a process group of its own, since npx
 * starts others and hands no signal on; the group is ended with this process, too.
 */
import { spawn } from 'node:child_process';

/** What is awaited longer than this does not come. */
const TIMEOUT_MS = 180_000;

export function start(command, args, { cwd, env = process.env } = {}) {
  const stdio = ['ignore', 'pipe', 'pipe'];
  const child = spawn(command, args, { cwd, env, stdio, detached: true });
  let printed = '';
  let look = () => {};
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      printed += text;
      look();
    });
  }
  let isRunning = true;
  const stop = () => isRunning && process.kill(-child.pid, 'SIGTERM');
  process.once('exit', stop);
  const limit = setTimeout(stop, TIMEOUT_MS);
  const ended = new Promise((resolve) => child.once('close', resolve)).then(() => {
    isRunning = false;
    clearTimeout(limit);
    process.removeListener('exit', stop);
  });
  return {
    printed: () => printed,
    /** The first match in what it printed; rejects when it ends without one. */
    seen: (pattern) =>
      new Promise((resolve, reject) => {
        look = () => {
          const match = pattern.exec(printed);
          if (match) resolve(match);
        };
        look();
        ended.then(() =>
          reject(new Error(`${args.join(' ')} ended without ${pattern}\n${printed}`)),
        );
      }),
    /** Resolves when it has ended. */
    end: () => {
      stop();
      return ended;
    },
  };
}
