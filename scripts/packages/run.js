/** Child processes of the checks: run to their end, a few at once, with what they printed. */
import { spawn } from 'node:child_process';

/** What a program printed, both streams together, when it has ended well; else an error that holds it. */
export function run(command, args, { cwd, env = process.env, input } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve(output);
      else
        reject(
          new Error(`${[command, ...args].join(' ')} ended with ${signal ?? code}\n${output}`),
        );
    });
    child.stdin.on('error', () => {}).end(input);
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
