/** Child processes of the checks: run to their end, a few at once, with what they printed. */
import { spawn } from 'node:child_process';

/** By default nothing takes so long; a program that hangs is ended and has failed. */
const TIMEOUT_MS = 300_000;

/** What a program printed, both streams together, when it has ended well; else an error that holds it. */
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
 * `work` on each item, at most `atOnce` at a time; results in the order of the items. Where one fails, no
 * further one is begun, and the error is thrown when those under way have ended.
 */
export async function each(items, atOnce, work) {
  const results = [];
  const errors = [];
  const entries = items.entries();
  const worker = async () => {
    for (const [index, item] of entries) {
      if (errors.length > 0) return;
      results[index] = await work(item).catch((error) => errors.push(error));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  if (errors.length > 0) throw errors[0];
  return results;
}
