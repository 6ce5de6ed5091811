/** P-EXT-1, P-EXT-3, P-EXT-5: what is agreed on, what is not, and where a stream stands. */
import { EXTENSIONS, Role } from '@wearwire/protocol';
import type { Check } from '../check.js';
import { asking, type Hello, helloIn, type Joined, join } from '../peers/joining.js';
import { READY, type Scene } from '../peers/scene.js';
import { submit, submitMany } from '../peers/stream.js';
import { demand, demandSame, NotApplicable, shown } from '../verdict.js';

const SUBMITTED = 5;
const HELLO_KEYS = ['heartbeat_interval', 'encoding', 'extensions'];

/** What HELLO says to a connection with this query, and nothing but that. */
async function greeting(scene: Scene, query: string): Promise<Hello> {
  const peer = await scene.dial({ query });
  const hello = helloIn(await peer.take('HELLO'));
  await peer.nothingMore('behind HELLO');
  await peer.close();
  const odd = Object.keys(hello).filter((key) => !HELLO_KEYS.includes(key));
  demand(odd.length === 0, `HELLO with ${odd.join(', ')}`);
  return hello;
}

async function confirmsWhatItKnows(scene: Scene): Promise<string> {
  const published = await greeting(scene, '');
  const strange = '?extensions=no-such-extension,';
  const hello = await greeting(scene, `${strange}${EXTENSIONS.join(',')},${EXTENSIONS[0]}`);
  const known = hello.extensions;
  if (known === undefined) throw new NotApplicable('the server confirms no extension');
  demand(Array.isArray(known) && known.length > 0, `extensions: ${shown(known)}`);
  demandSame(hello.heartbeat_interval, published.heartbeat_interval, 'heartbeat_interval');
  const wanted = EXTENSIONS.filter((name) => known.includes(name));
  demandSame([...known].sort(), [...wanted].sort(), 'what HELLO confirms of what was asked for');
  for (const name of wanted) {
    const alone = await greeting(scene, `?extensions=${name}`);
    demandSame(alone.extensions, [name], `what HELLO confirms of ${name} alone`);
    demandSame(alone.encoding, undefined, 'an encoding that was not asked for');
  }
  return `${wanted.join(', ')}, each as asked for`;
}

/** A client that fills in everything and has asked for nothing. */
async function ignoresWhatIsNotNegotiated(scene: Scene): Promise<string> {
  const producer = await scene.open();
  producer.keepBeating(scene.settings.intervalMs / 4);
  const extras = { producer_id: 7, after: 'x' };
  const user = scene.newUser();
  producer.send({ op: 3, d: { token: await scene.producerToken(user), type: 0, ...extras } });
  demandSame(await producer.take('READY'), READY, 'the answer to IDENTIFY');
  producer.send('{"op":6,"d":{"val":1},"t":"POWER","n":"no number"}');
  await producer.nothingMore('behind a SUBMIT');
  const consumer = await scene.open();
  consumer.keepBeating(scene.settings.intervalMs / 4);
  const token = await scene.consumerToken();
  consumer.send({ op: 3, d: { token, type: 1, after: 0, producer_id: 'x' } });
  demandSame(await consumer.take('READY'), READY, 'the answer to IDENTIFY');
  for (const n of [3, 3, 2]) producer.send({ op: 6, d: { n }, t: 'POWER', n });
  const events = await consumer.takeDispatches(3);
  demandSame(
    events.map(({ d }) => d),
    [{ n: 3 }, { n: 3 }, { n: 2 }],
    'the live events',
  );
  consumer.send({ op: 7, d: { after: (events[2]?.seq ?? 0) - 1 } });
  await consumer.takeDispatch('the replayed event');
  await consumer.nothingMore('behind the replay');
  await producer.nothingMore('behind the SUBMITs');
  return 'READY as published, live events alone, every SUBMIT stored, no further frames';
}

interface Position {
  readonly epoch: number;
  readonly first_seq: number;
  readonly last_seq: number;
  readonly retention_ms: number;
}

/** Throws `Deviation` where READY has no position, or one that cannot be. */
export function positionOf({ ready }: Joined): Position {
  const d = (ready.d ?? {}) as Partial<Position>;
  const numbers = [d.epoch, d.first_seq, d.last_seq, d.retention_ms];
  const isWhole = numbers.every((value) => Number.isSafeInteger(value) && (value as number) >= 0);
  const { first_seq: first = 0, last_seq: last = 0 } = d;
  demand(isWhole && first >= 1 && last >= first - 1, `READY with ${shown(ready.d)}`);
  return d as Position;
}

async function tellsPosition(scene: Scene): Promise<string> {
  const asked = { extensions: ['position'] } as const;
  const producer = await join(scene, Role.Producer, asked);
  const before = positionOf(producer);
  await submitMany(producer.peer, SUBMITTED);
  await producer.peer.fence();
  const consumer = await join(scene, Role.Consumer, asked);
  const at = positionOf(consumer);
  demandSame(at.last_seq, before.last_seq + SUBMITTED, `last_seq after ${SUBMITTED} events`);
  demandSame(at.epoch, before.epoch, 'epoch');
  producer.peer.send(submit('{"live":1}'));
  demandSame((await consumer.peer.takeDispatch()).seq, at.last_seq + 1, 'seq of the next event');
  consumer.peer.send({ op: 7, d: { after: 0, before: at.first_seq + 1 } });
  demandSame((await consumer.peer.takeDispatch()).seq, at.first_seq, 'seq of the first event');
  await consumer.peer.nothingMore('up to first_seq');
  return `epoch ${at.epoch}, seqs ${at.first_seq} to ${at.last_seq}, kept ${at.retention_ms} ms`;
}

export const extensionChecks: readonly Check[] = [
  {
    id: 'extensions.negotiation',
    rule: 'P-EXT-1',
    title: 'confirms in HELLO what it knows of what was asked for, and nothing else',
    expected: `of ${asking({ extensions: EXTENSIONS }).query} what it knows; each alone as well`,
    run: confirmsWhatItKnows,
  },
  {
    id: 'extensions.not-asked',
    rule: 'P-EXT-3',
    title: 'ignores keys of extensions that were not negotiated',
    expected: 'producer_id, after and n mean nothing, whatever they are',
    run: ignoresWhatIsNotNegotiated,
  },
  {
    id: 'extensions.position',
    rule: 'P-EXT-5',
    title: 'tells in READY where the stream stands',
    expected: 'epoch, first_seq, last_seq, retention_ms; the next event has last_seq + 1',
    run: tellsPosition,
  },
];
