/** Runs child processes to their end and collects their output; runs tasks with limited concurrency. */
import { spawn } from 'node:child_process';

/** Default time after which a program is terminated and has failed. */
const TIMEOUT_MS = 300_000;

/**
 * Resolves with the output of the program, stdout and stderr together; rejects with an error that contains it
 * if the program fails.
 */
export function run(command, args, { cwd, env = process.env, timeoutMs = TIMEOUT_MS } = {}) {
  return new Promise((resolve, reject) => {
    const stdio = ['ignore', 'pipe', 'pipe'];
    const child = spawn(command, args, { cwd, env, stdio, timeout: timeoutMs });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    child.on('error', reject);
    child.on('close', (code, signal) => {
      const name = [command, ...args].join(' ');
      if (code === 0) resolve(output);
      else reject(new Error(`${name} ended with ${signal ?? code}\n${output}`));
    });
  });
}

/**
 * Calls `work` for each item, at most `concurrency` at a time, and returns the results in the order of the items.
 * After a failure no further call is started; the error is thrown when the running calls have ended.
 */
export async function each(items, concurrency, work) {
  const results = [];
  const errors = [];
  const entries = items.entries();
  const worker = async () => {
    for (const [index, item] of entries) {
      if (errors.length > 0) return;
      results[index] = await work(item).catch((error) => errors.push(error));
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  if (errors.length > 0) throw errors[0];
  return results;
}
