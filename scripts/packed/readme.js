/**
 * Runs the programs of the READMEs, compiled, against the broker that the front page starts:
 * `npx wearwire serve …` from the tarballs. Port and address alone are others.
 */
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../packages/run.js';
import { npxWearwire } from './command-line.js';
import { COMPILED } from './compile.js';
import { frontPageBlock } from './readme-blocks.js';

/** The developer of the packages' pages, beside that of the front page. */
const DEVELOPER = ['--developer', 'DEVELOPER_ID:API_KEY'];
const TRIES_MAX = 10;

/** Rejects when one fails or prints something else. Names are those of `readmePrograms`. */
export async function runReadmes(project, empty, names) {
  const [npx, wearwire, ...args] = frontPageBlock(' serve ').trim().split(' ');
  if (npx !== 'npx' || wearwire !== 'wearwire') throw new Error('README.md starts no npx wearwire');
  const serve = start('npx', npxWearwire(project, [...args, ...DEVELOPER, '--port', '0']), empty);
  try {
    const [, host] = await serve.seen(/ws:\/\/(127\.0\.0\.1:\d+)\/connect/);
    const program = (name) => addressed(project, name, host);
    await run(process.execPath, [program('front-page-producer')]);
    await withConsumer(program('front-page-consumer'), (consumer) =>
      consumer.seen(/^#1 anna HEART_RATE \{ ts: '.*', val: 72 \}$/m),
    );
    await withConsumer(program('client-consumer'), (consumer) =>
      untilSeen(consumer, /^alice 83 bpm$/m, () =>
        run(process.execPath, [program('client-producer')]),
      ),
    );
    const others = names.filter((name) => !/^front-page|^client-(consumer|producer)$/.test(name));
    for (const name of others) await run(process.execPath, [program(name)]);
  } finally {
    await serve.end();
  }
}

/** The compiled program with the broker's address put in. */
function addressed(project, name, host) {
  const file = join(project, COMPILED, 'readme', `${name}.js`);
  const code = readFileSync(file, 'utf8').replace(/(127\.0\.0\.1|localhost):8080/g, host);
  writeFileSync(file, code);
  return file;
}

async function withConsumer(file, work) {
  const consumer = start(process.execPath, [file]);
  try {
    await work(consumer);
  } finally {
    await consumer.end();
  }
}

/** A consumer of live readings is told of what comes after it is there, which it does not say: so again and again. */
async function untilSeen(program, pattern, act) {
  for (let tries = 0; tries < TRIES_MAX && !pattern.test(program.printed()); tries++) await act();
  await program.seen(pattern);
}

/** A program that goes on until it is ended; a process group of its own, since npx starts others. */
function start(command, args, cwd) {
  const child = spawn(command, args, { cwd, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  let look = () => {};
  const ended = new Promise((resolve) => child.once('close', resolve));
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      printed += text;
      look();
    });
  }
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
    end: () => {
      if (child.exitCode === null) process.kill(-child.pid, 'SIGTERM');
      return ended;
    },
  };
}
