/**
 * Runs the programs of the READMEs, compiled, against the broker that the front page starts:
 * `npx wearwire serve …` from the tarballs. Port and address alone are others.
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

/** Rejects when one fails or prints something else. Names are those of `readmePrograms`; `node` runs all. */
export async function runReadmes(project, empty, names, node) {
  const [npx, wearwire, ...args] = frontPageBlock(' serve ').trim().split(' ');
  if (npx !== 'npx' || wearwire !== 'wearwire') throw new Error('README.md starts no npx wearwire');
  const serve = start('npx', npxWearwire(project, [...args, ...DEVELOPER, '--port', '0']), {
    cwd: empty,
    env: environmentOf(node),
  });
  try {
    const [, host] = await serve.seen(/ws:\/\/(127\.0\.0\.1:\d+)\/connect/);
    await runPrograms(names, (name) => [node.program, [addressed(project, name, host)]]);
  } finally {
    await serve.end();
  }
}

/** `commandOf` a name: program and arguments. */
async function runPrograms(names, commandOf) {
  await run(...commandOf('front-page-producer'));
  await withProgram(commandOf('front-page-consumer'), (consumer) =>
    consumer.seen(/^#1 anna HEART_RATE \{ ts: '.*', val: 72 \}$/m),
  );
  await withProgram(commandOf('client-consumer'), (consumer) =>
    untilSeen(consumer, /^alice 83 bpm$/m, () => run(...commandOf('client-producer'))),
  );
  const others = names.filter((name) => !/^front-page|^client-(consumer|producer)$/.test(name));
  for (const name of others) await run(...commandOf(name));
}

/** The compiled program with the broker's address put in. */
function addressed(project, name, host) {
  const file = join(project, COMPILED, 'readme', `${name}.js`);
  const code = readFileSync(file, 'utf8').replace(/(127\.0\.0\.1|localhost):8080/g, host);
  writeFileSync(file, code);
  return file;
}

async function withProgram([command, args], work) {
  const program = start(command, args);
  try {
    await work(program);
  } finally {
    await program.end();
  }
}

/** A consumer of live readings is told of what comes after it is there, which it does not say: so again and again. */
async function untilSeen(program, pattern, act) {
  for (let tries = 0; tries < TRIES_MAX && !pattern.test(program.printed()); tries++) await act();
  await program.seen(pattern);
}
