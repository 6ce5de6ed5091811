/** P-REP-5, P-REP-7, P-REP-8: malformed REPLAYs, many pending REPLAYs, and retention. */
import { CloseCode } from '@wearwire/protocol';
import type { Check } from '../check.js';
import { delay } from '../condition.js';
import type { TestContext } from '../context/test-context.js';
import { seqsOf, type TestStream } from '../context/test-stream.js';
import { assert, assertSame, NotApplicable } from '../verdict.js';
import { expectEachCloses } from './expect-close.js';

const EVENTS = 12;
/** More than `replaysPendingMax`. */
const MANY_REPLAYS = 64;
/** Longest retention whose end a run waits for. */
const RETENTION_WAIT_MAX_MS = 90_000;

const MALFORMED = [
  '{"op":7}',
  ...[
    'null',
    '[]',
    '[1,9]',
    '"1"',
    '5',
    'true',
    '{"after":"1"}',
    '{"after":null}',
    '{"after":true}',
    '{"after":[]}',
    '{"after":-1}',
    '{"after":1.5}',
    '{"after":1e999}',
    '{"after":0,"before":"9"}',
    '{"after":0,"before":null}',
    '{"after":0,"before":-1}',
    '{"after":0,"before":0.5}',
    '{"after":0,"before":{}}',
    '{"before":false}',
  ].map((d) => `{"op":7,"d":${d}}`),
];

async function tooMany(context: TestContext): Promise<string> {
  const { stream, first } = await context.filledStream(EVENTS);
  const { consumer } = stream;
  for (let n = 0; n < MANY_REPLAYS; n++) consumer.send({ op: 7, d: { after: first - 1 } });
  const all = MANY_REPLAYS * EVENTS;
  const before = EVENTS + 1;
  await consumer.changed.until(
    () => consumer.end !== undefined || consumer.dispatchTexts.length >= before + all,
    context.settings.replyTimeoutMs,
    `${MANY_REPLAYS} REPLAYs or a close`,
  );
  const { end } = consumer;
  if (!end) return `all ${MANY_REPLAYS} served`;
  assert(
    end.kind === 'close' && end.code === CloseCode.LimitExceeded,
    'closed with a code other than 1008',
  );
  assert(end.reason !== '', 'close 1008 without a reason');
  return `close 1008 ${JSON.stringify(end.reason)} for ${MANY_REPLAYS} at once`;
}

/** Opens a stream with `count` events, up to `seq`, that are no longer kept, and two newer ones. */
export async function streamAfterRetention(
  context: TestContext,
  count: number,
): Promise<{ stream: TestStream; first: number; seq: number }> {
  const { retentionMs, marginMs } = context.settings;
  if (retentionMs === undefined) throw new NotApplicable('retentionMs is not given');
  if (retentionMs > RETENTION_WAIT_MAX_MS)
    throw new NotApplicable('the retention is too long to wait for');
  const { stream, first } = await context.filledStream(count);
  const { seq } = stream;
  await delay(retentionMs + marginMs);
  await stream.fill(2);
  return { stream, first, seq };
}

async function afterRetention(context: TestContext): Promise<string> {
  const { stream, first, seq } = await streamAfterRetention(context, EVENTS);
  const events = seqsOf(await stream.replay({ after: first - 1 }));
  assertSame(events, [seq + 1, seq + 2], 'remaining events');
  return `none of ${EVENTS} old events is left; seq continues`;
}

export const replayLimitChecks: readonly Check[] = [
  {
    id: 'replay.malformed',
    rule: 'P-REP-5',
    title: 'refuses bounds that are negative or not integers',
    expected: 'close 1003',
    run: (context) => expectEachCloses(context, 'consumer', MALFORMED, CloseCode.InvalidFrame),
  },
  {
    id: 'replay.too-many',
    rule: 'P-REP-7',
    title: 'serves many REPLAYs at once or closes with 1008',
    expected: 'all replayed events, or close 1008',
    run: tooMany,
  },
  {
    id: 'replay.retention',
    rule: 'P-REP-8',
    title: 'replays no events older than the retention',
    expected: 'only newer events; seq continues',
    run: afterRetention,
  },
];
