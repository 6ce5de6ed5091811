/**
 * Starts a program that runs until it is stopped, such as a server. It gets its own process group, because npx
 * starts child processes without forwarding signals. The group is terminated when this process exits.
 */
import { spawn } from 'node:child_process';

/** Time after which the program is terminated. */
const TIMEOUT_MS = 180_000;

export function start(command, args, { cwd, env = process.env } = {}) {
  const stdio = ['ignore', 'pipe', 'pipe'];
  const child = spawn(command, args, { cwd, env, stdio, detached: true });
  let printed = '';
  let poll = () => {};
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      printed += text;
      poll();
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
    /** Resolves with the first match in the output; rejects if the program ends without one. */
    waitForOutput: (pattern) =>
      new Promise((resolve, reject) => {
        poll = () => {
          const match = pattern.exec(printed);
          if (match) resolve(match);
        };
        poll();
        ended.then(() =>
          reject(new Error(`${args.join(' ')} ended without ${pattern}\n${printed}`)),
        );
      }),
    /** Stops the program and resolves when it has ended. */
    end: () => {
      stop();
      return ended;
    },
  };
}
