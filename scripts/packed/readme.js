/**
 * Runs the programs of the READMEs, compiled, against the broker that the front page starts:
 * `npx wearwire serve …` from the tarballs. Only the port and the address differ.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../packages/run.js';
import { environmentOf, npxWearwire } from './command-line.js';
import { COMPILED } from './compile.js';
import { frontPageBlock } from './readme-blocks.js';
import { start } from './running-program.js';

/** The developer of the packages' pages, beside that of the front page. */
const DEVELOPER = ['--developer', 'DEVELOPER_ID:API_KEY'];
const TRIES_MAX = 10;

/**
 * Rejects when a program fails or prints something else. `names` are from `readmePrograms`; `node` runs the broker,
 * `runtime` the programs.
 */
export async function runReadmes(project, empty, names, node, runtime) {
  const [npx, wearwire, ...args] = frontPageBlock(' serve ').trim().split(' ');
  if (npx !== 'npx' || wearwire !== 'wearwire') throw new Error('README.md starts no npx wearwire');
  const serve = start('npx', npxWearwire(project, [...args, ...DEVELOPER, '--port', '0']), {
    cwd: empty,
    env: environmentOf(node),
  });
  try {
    const [, host] = await serve.seen(/ws:\/\/(127\.0\.0\.1:\d+)\/connect/);
    await runPrograms(names, (name) => [
      runtime.command,
      [...runtime.args, addressed(project, name, host)],
    ]);
  } finally {
    await serve.end();
  }
}

/** `commandOf` a name: program and arguments. */
async function runPrograms(names, commandOf) {
  await run(...commandOf('front-page-producer'));
  await withProgram(commandOf('front-page-consumer'), (consumer) =>
    consumer.seen(/^#1 anna HEART_RATE \{\s*ts: (['"]).*\1,\s*val: 72,?\s*\}$/m),
  );
  await withProgram(commandOf('client-consumer'), (consumer) =>
    untilSeen(consumer, /^alice 83 bpm$/m, () => run(...commandOf('client-producer'))),
  );
  const others = names.filter((name) => !/^front-page|^client-(consumer|producer)$/.test(name));
  for (const name of others) await run(...commandOf(name));
}

/** A copy of the compiled program with the broker's address put in. */
function addressed(project, name, host) {
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

/** A consumer of live readings sees only what comes after it is READY, which it does not print: submit until it is seen. */
async function untilSeen(program, pattern, act) {
  for (let tries = 0; tries < TRIES_MAX && !pattern.test(program.printed()); tries++) await act();
  await program.seen(pattern);
}
