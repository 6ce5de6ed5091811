/** P-EXT-1, P-EXT-3, P-EXT-5: negotiation, keys of extensions that were not negotiated, and `position`. */
import { EXTENSIONS, Role } from '@wearwire/protocol';
import type { Check } from '../check.js';
import {
  type Hello,
  identifyWithExtensions,
  type NegotiatedSession,
  negotiationOptions,
  parseHello,
} from '../context/negotiation.js';
import { READY, type TestContext } from '../context/test-context.js';
import { submit, submitMany } from '../context/test-stream.js';
import { assert, assertSame, formatValue, NotApplicable } from '../verdict.js';

const SUBMITTED = 5;
const HELLO_KEYS = ['heartbeat_interval', 'encoding', 'extensions'];

/**
 * Returns the `d` of HELLO for a connection with this query; asserts that it has no unknown key and that no other
 * frame follows.
 */
async function helloWithQuery(context: TestContext, query: string): Promise<Hello> {
  const client = await context.connect({ query });
  const hello = parseHello(await client.nextFrame('HELLO'));
  await client.expectNoMoreFrames('after HELLO');
  await client.close();
  const unexpected = Object.keys(hello).filter((key) => !HELLO_KEYS.includes(key));
  assert(unexpected.length === 0, `unknown keys in HELLO: ${unexpected.join(', ')}`);
  return hello;
}

async function confirmsKnownExtensions(context: TestContext): Promise<string> {
  const published = await helloWithQuery(context, '');
  const strange = '?extensions=no-such-extension,';
  const hello = await helloWithQuery(context, `${strange}${EXTENSIONS.join(',')},${EXTENSIONS[0]}`);
  const known = hello.extensions;
  if (known === undefined) throw new NotApplicable('the server confirms no extension');
  assert(Array.isArray(known) && known.length > 0, `extensions: ${formatValue(known)}`);
  assertSame(hello.heartbeat_interval, published.heartbeat_interval, 'heartbeat_interval');
  const wanted = EXTENSIONS.filter((name) => known.includes(name));
  assertSame([...known].sort(), [...wanted].sort(), 'extensions confirmed in HELLO');
  for (const name of wanted) {
    const alone = await helloWithQuery(context, `?extensions=${name}`);
    assertSame(alone.extensions, [name], `extensions confirmed in HELLO for ${name} alone`);
    assertSame(alone.encoding, undefined, 'encoding, which was not requested');
  }
  return `${wanted.join(', ')}, each confirmed when requested`;
}

/** Sends the keys of all extensions without having requested any. */
async function ignoresKeysNotNegotiated(context: TestContext): Promise<string> {
  const producer = await context.open();
  producer.startHeartbeats(context.settings.intervalMs / 4);
  const extras = { producer_id: 7, after: 'x' };
  const user = context.newUser();
  producer.send({ op: 3, d: { token: await context.producerToken(user), type: 0, ...extras } });
  assertSame(await producer.nextFrame('READY'), READY, 'the answer to IDENTIFY');
  producer.send('{"op":6,"d":{"val":1},"t":"POWER","n":"no number"}');
  await producer.expectNoMoreFrames('after a SUBMIT');
  const consumer = await context.open();
  consumer.startHeartbeats(context.settings.intervalMs / 4);
  const token = await context.consumerToken();
  consumer.send({ op: 3, d: { token, type: 1, after: 0, producer_id: 'x' } });
  assertSame(await consumer.nextFrame('READY'), READY, 'the answer to IDENTIFY');
  for (const n of [3, 3, 2]) producer.send({ op: 6, d: { n }, t: 'POWER', n });
  const events = await consumer.nextDispatches(3);
  assertSame(
    events.map(({ d }) => d),
    [{ n: 3 }, { n: 3 }, { n: 2 }],
    'the live events',
  );
  consumer.send({ op: 7, d: { after: (events[2]?.seq ?? 0) - 1 } });
  await consumer.nextDispatch('the replayed event');
  await consumer.expectNoMoreFrames('after the replay');
  await producer.expectNoMoreFrames('after the SUBMITs');
  return 'READY as published, only live events, every SUBMIT stored, no further frames';
}

interface Position {
  readonly epoch: number;
  readonly first_seq: number;
  readonly last_seq: number;
  readonly retention_ms: number;
}

/** The position in READY. Throws `Deviation` if it is missing or inconsistent. */
export function positionOf({ ready }: NegotiatedSession): Position {
  const d = (ready.d ?? {}) as Partial<Position>;
  const numbers = [d.epoch, d.first_seq, d.last_seq, d.retention_ms];
  const isWhole = numbers.every((value) => Number.isSafeInteger(value) && (value as number) >= 0);
  const { first_seq: first = 0, last_seq: last = 0 } = d;
  assert(isWhole && first >= 1 && last >= first - 1, `READY with ${formatValue(ready.d)}`);
  return d as Position;
}

async function reportsPosition(context: TestContext): Promise<string> {
  const requested = { extensions: ['position'] } as const;
  const producer = await identifyWithExtensions(context, Role.Producer, requested);
  const before = positionOf(producer);
  await submitMany(producer.client, SUBMITTED);
  await producer.client.fence();
  const consumer = await identifyWithExtensions(context, Role.Consumer, requested);
  const at = positionOf(consumer);
  assertSame(at.last_seq, before.last_seq + SUBMITTED, `last_seq after ${SUBMITTED} events`);
  assertSame(at.epoch, before.epoch, 'epoch');
  producer.client.send(submit('{"live":1}'));
  assertSame((await consumer.client.nextDispatch()).seq, at.last_seq + 1, 'seq of the next event');
  consumer.client.send({ op: 7, d: { after: 0, before: at.first_seq + 1 } });
  assertSame((await consumer.client.nextDispatch()).seq, at.first_seq, 'seq of the first event');
  await consumer.client.expectNoMoreFrames('after a REPLAY up to first_seq');
  return `epoch ${at.epoch}, seqs ${at.first_seq} to ${at.last_seq}, kept ${at.retention_ms} ms`;
}

export const extensionChecks: readonly Check[] = [
  {
    id: 'extensions.negotiation',
    rule: 'P-EXT-1',
    title: 'confirms in HELLO exactly the requested extensions that it supports',
    expected: `the supported ones of ${negotiationOptions({ extensions: EXTENSIONS }).query}; each also when requested alone`,
    run: confirmsKnownExtensions,
  },
  {
    id: 'extensions.not-asked',
    rule: 'P-EXT-3',
    title: 'ignores keys of extensions that were not negotiated',
    expected: '`producer_id`, `after` and `n` have no effect, whatever their values',
    run: ignoresKeysNotNegotiated,
  },
  {
    id: 'extensions.position',
    rule: 'P-EXT-5',
    title: 'reports the position of the stream in READY',
    expected: 'epoch, first_seq, last_seq, retention_ms; the next event has last_seq + 1',
    run: reportsPosition,
  },
];
