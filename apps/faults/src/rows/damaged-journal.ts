/**
 * Damages the journal file of a producer, then submits new events through it. Each new event must be stored
 * exactly once.
 */
import { appendFile, cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createProducer, tokenFromServer } from '@wearwire/client-producer';
import { persistInFile } from '@wearwire/client-producer/file';
import { temporaryDirectory } from '@wearwire/test-support';
import { BrokerProcess } from '../broker/broker-process.js';
import { DEVELOPER } from '../broker/developer.js';
import { replay } from '../check/replay.js';
import type { Target } from '../client/tokens.js';
import { shuffled } from '../random.js';
import type { FaultRow, RowContext } from '../row.js';
import { CONTENT_DAMAGES, type Damage } from './damage-kinds.js';

const OLD_EVENTS = 20;
const NEW_EVENTS = 5;
const FLUSH_TIMEOUT_MS = 60_000;

function append(name: string, line: string): Damage {
  return { name, apply: (path) => appendFile(path, `${line}\n`) };
}

/** Well-formed lines with contents that the client never writes. */
const RECORD_DAMAGES: readonly Damage[] = [
  append('an event of opcode 9', 'e 900 1767225600000 {"op":9,"d":{"val":1},"t":"POWER"}'),
  append('an event without d', 'e 901 1767225600000 {"op":6,"t":"POWER"}'),
  append('an event whose t is a number', 'e 902 1767225600000 {"op":6,"d":{},"t":7}'),
  append('a number beyond 2^53', 'l 9007199254740993'),
  append(
    'an event of 200 kB',
    `e 903 1767225600000 {"op":6,"d":{"v":"${'x'.repeat(200_000)}"},"t":"P"}`,
  ),
  append('a producer id of 300 characters', `p ${'x'.repeat(300)}`),
  append('a record of unknown kind', 'z what'),
  {
    name: 'lines in random order',
    apply: async (path, random) => {
      const lines = (await readFile(path, 'utf8')).split('\n');
      await writeFile(path, shuffled(random, lines).join('\n'));
    },
  },
];

const DAMAGES = [...RECORD_DAMAGES, ...CONTENT_DAMAGES];

async function run(context: RowContext): Promise<void> {
  const { tally, random, mutation } = context;
  await using directory = await temporaryDirectory();
  await using broker = await BrokerProcess.start({ data: join(directory.path, 'data') });
  const journal = join(directory.path, 'journal');
  await makeJournal(journal);
  for (let i = 0; !context.isDone(); i++) {
    const damage = DAMAGES[i % DAMAGES.length] as Damage;
    const path = join(directory.path, `journal${i}`);
    await cp(journal, path);
    await damage.apply(path, random);
    tally.injected++;
    await tryJournal(broker, path, `u${i}`, damage.name, context);
    if (mutation !== undefined) return;
  }
}

/** Writes a journal of events that were never sent: no server listens at the URL. */
async function makeJournal(path: string): Promise<void> {
  const producer = createProducer({
    url: 'ws://127.0.0.1:9/connect',
    getToken: async () => 'none',
    persistence: persistInFile(path),
  });
  producer.on('error', () => {});
  for (let val = 1; val <= OLD_EVENTS; val++)
    producer.submit('POWER', { val } as never).catch(() => {});
  await producer.close({ timeoutMs: 200 }).catch(() => {});
}

async function tryJournal(
  target: Target,
  path: string,
  user: string,
  name: string,
  { tally, mutation }: RowContext,
): Promise<void> {
  const [developerId = '', apiKey = ''] = DEVELOPER.split(':');
  const producer = createProducer({
    url: target.url,
    getToken: tokenFromServer({ url: target.url, developerId, apiKey, user }),
    persistence: persistInFile(path),
  });
  let lastError = '';
  producer.on('error', (error: Error) => {
    lastError = error.message;
  });
  let acked = 0;
  // The mutation skips the first event, as if a damaged journal had marked its number as confirmed.
  const first = mutation === undefined ? 1 : 2;
  for (let val = first; val <= NEW_EVENTS; val++) {
    producer.submit('NEW', { val } as never).then(
      (outcome) => {
        if (outcome === 'acked') acked++;
      },
      (error: Error) => {
        lastError = error.message;
      },
    );
  }
  const isFlushed = await producer.flush({ timeoutMs: FLUSH_TIMEOUT_MS }).then(
    () => true,
    (error: Error) => {
      lastError = error.message;
      return false;
    },
  );
  await producer.close({ timeoutMs: 1_000 }).catch(() => {});
  tally.acknowledged += acked;
  tally.expect(
    isFlushed,
    'damageIsReported',
    `${name}: the new events were not flushed: ${lastError}`,
  );
  await expectStored(target, user, name, tally);
}

async function expectStored(
  target: Target,
  user: string,
  name: string,
  tally: RowContext['tally'],
) {
  const times = new Map<string, number>();
  await replay(target, {}, (text) => {
    const { uid, t, d } = JSON.parse(text);
    if (uid === user) times.set(`${t} ${d.val}`, (times.get(`${t} ${d.val}`) ?? 0) + 1);
    tally.compared++;
  });
  let old = 0;
  for (const [event, count] of times) {
    if (event.startsWith('POWER')) old++;
    if (count === 1) continue;
    tally.duplicated += count - 1;
    tally.violate('storedOnce', `${name}: ${event} is stored ${count} times`);
  }
  tally.add(`old events recovered, of ${OLD_EVENTS} per journal`, old);
  const missing = Array.from({ length: NEW_EVENTS }, (_, i) => `NEW ${i + 1}`).filter(
    (event) => !times.has(event),
  );
  tally.lost += missing.length;
  tally.expect(missing.length === 0, 'acknowledgedIsStored', `${name}: not stored: ${missing}`);
}

export const damagedJournal: FaultRow = {
  name: 'damaged-journal',
  title: 'Damaged journals of producers',
  method:
    'A journal file of `@wearwire/client-producer` with 20 unsent events gets records that the client never writes, or is truncated, overwritten or emptied. Then a producer opens it and submits 5 new events.',
  unit: 'damaged journals',
  invariants: ['acknowledgedIsStored', 'storedOnce', 'damageIsReported'],
  injections: { proof: 1, short: 14, long: 280 },
  mutations: [{ meaning: 'a producer that drops its first new event' }],
  run,
};
