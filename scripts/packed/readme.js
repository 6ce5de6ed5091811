/**
 * Runs the compiled programs of the READMEs against a broker from the tarballs, started by the command of the root
 * README, `npx wearwire serve …`. Only port and address differ from the READMEs.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../packages/run.js';
import { environmentOf, npxWearwire } from './command-line.js';
import { COMPILED } from './compile.js';
import { rootReadmeBlock } from './readme-blocks.js';
import { start } from './running-program.js';

/** The developer in the packages' READMEs, in addition to that of the root README. */
const DEVELOPER = ['--developer', 'DEVELOPER_ID:API_KEY'];
const TRIES_MAX = 10;
/** Programs that need a server or a radio besides the broker. They are only compiled. */
const COMPILED_ONLY = /^(sinks|gateway)$/;

/**
 * Rejects if a program fails or prints unexpected output. `names` are those of `readmePrograms`; `node` runs the
 * broker, `runtime` the programs.
 */
export async function runReadmes(project, empty, names, node, runtime) {
  const [npx, wearwire, ...args] = rootReadmeBlock(' serve ').trim().split(' ');
  if (npx !== 'npx' || wearwire !== 'wearwire')
    throw new Error('README.md has no command npx wearwire serve');
  const serve = start('npx', npxWearwire(project, [...args, ...DEVELOPER, '--port', '0']), {
    cwd: empty,
    env: environmentOf(node),
  });
  try {
    const [, host] = await serve.waitForOutput(/ws:\/\/(127\.0\.0\.1:\d+)\/connect/);
    await runPrograms(names, (name) => [
      runtime.command,
      [...runtime.args, copyWithAddress(project, name, host)],
    ]);
  } finally {
    await serve.end();
  }
}

/** `commandOf(name)` returns program and arguments. */
async function runPrograms(names, commandOf) {
  await run(...commandOf('root-producer'));
  await withProgram(commandOf('root-consumer'), (consumer) =>
    consumer.waitForOutput(/^#1 anna HEART_RATE \{\s*ts: (['"]).*\1,\s*val: 72,?\s*\}$/m),
  );
  await withProgram(commandOf('client-consumer'), (consumer) =>
    retryUntilSeen(consumer, /^alice 83 bpm$/m, () => run(...commandOf('client-producer'))),
  );
  const others = names.filter(
    (name) => !/^root-|^client-(consumer|producer)$/.test(name) && !COMPILED_ONLY.test(name),
  );
  for (const name of others) await run(...commandOf(name));
}

/** Copies the compiled program with the broker's address and returns the path of the copy. */
function copyWithAddress(project, name, host) {
  const folder = join(project, COMPILED, 'readme');
  const code = readFileSync(join(folder, `${name}.js`), 'utf8');
  const copy = join(folder, `${name}.addressed.js`);
  writeFileSync(copy, code.replace(/(127\.0\.0\.1|localhost):8080/g, host));
  return copy;
}

async function withProgram([command, args], work) {
  const program = start(command, args);
  try {
    await work(program);
  } finally {
    await program.end();
  }
}

/**
 * Calls `submit` until the program has printed a match, because a consumer receives only readings submitted after it
 * has connected, and the program does not print that it has connected.
 */
async function retryUntilSeen(program, pattern, submit) {
  for (let tries = 0; tries < TRIES_MAX && !pattern.test(program.printed()); tries++)
    await submit();
  await program.waitForOutput(pattern);
}
