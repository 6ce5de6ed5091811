/** P-EXT-9: IDENTIFY with `after`: the events after a given seq and live events as one stream. */
import { Role } from '@wearwire/protocol';
import type { Check } from '../check.js';
import { identifyWithExtensions, openWithExtensions } from '../context/negotiation.js';
import type { TestContext } from '../context/test-context.js';
import { consecutive, seqsOf, submit, submitMany } from '../context/test-stream.js';
import { assertSame } from '../verdict.js';

const REQUESTED = { extensions: ['resume'] } as const;
const EVENTS = 1_000;
const SKIPPED = 100;

/** Submits events before, during and after the IDENTIFY. */
async function resumesWithoutGap(context: TestContext): Promise<string> {
  await (await openWithExtensions(context, REQUESTED)).close();
  const { stream, first } = await context.filledStream(EVENTS);
  await stream.consumer.close();
  const after = first + SKIPPED - 1;
  const during = submitMany(stream.producer, EVENTS);
  const { client, ready } = await identifyWithExtensions(context, Role.Consumer, {
    ...REQUESTED,
    extras: { after },
  });
  await during;
  await submitMany(stream.producer, EVENTS);
  const wanted = consecutive(after + 1, 3 * EVENTS - SKIPPED);
  assertSame(Object.keys(ready), ['op'], 'keys of READY');
  assertSame(seqsOf(await client.nextDispatches(wanted.length)), wanted, 'seqs');
  await client.expectNoMoreFrames('after the last event');
  return `READY, then seqs ${wanted[0]} to ${wanted.at(-1)}, ascending and exactly once`;
}

async function resumesAtNewest(context: TestContext): Promise<string> {
  await (await openWithExtensions(context, REQUESTED)).close();
  const { stream } = await context.filledStream(2);
  await stream.consumer.close();
  const { client } = await identifyWithExtensions(context, Role.Consumer, {
    ...REQUESTED,
    extras: { after: stream.seq },
  });
  await client.expectNoMoreFrames('after READY');
  stream.producer.send(submit('{"live":1}'));
  assertSame((await client.nextDispatch()).seq, stream.seq + 1, 'the first event');
  return 'READY, then the next live event';
}

export const resumeChecks: readonly Check[] = [
  {
    id: 'extensions.resume',
    rule: 'P-EXT-9',
    title: 'sends the events after a given seq, then live events, without a gap',
    expected: 'READY, then every later event, ascending and exactly once',
    run: resumesWithoutGap,
  },
  {
    id: 'extensions.resume-at-end',
    rule: 'P-EXT-9',
    title: 'sends only live events if `after` is the newest seq',
    expected: 'READY, then only live events',
    run: resumesAtNewest,
  },
];
