/** P-REP-5, P-REP-7, P-REP-8: REPLAYs that are malformed, too many, or too late. */
import { CloseCode } from '@wearwire/protocol';
import type { Check } from '../check.js';
import { timePasses } from '../condition.js';
import type { Scene } from '../peers/scene.js';
import { filledStream, seqsOf } from '../peers/stream.js';
import { demand, demandSame, NotApplicable } from '../verdict.js';
import { eachCloses } from './closing.js';

const EVENTS = 12;
/** More than `replaysPendingMax`. */
const MANY_REPLAYS = 64;
/** Longest retention that is waited out. */
export const RETENTION_WAIT_MAX_MS = 90_000;

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

async function tooMany(scene: Scene): Promise<string> {
  const { stream, first } = await filledStream(scene, EVENTS);
  const { consumer } = stream;
  for (let n = 0; n < MANY_REPLAYS; n++) consumer.send({ op: 7, d: { after: first - 1 } });
  const all = MANY_REPLAYS * EVENTS;
  const dispatches = (): number =>
    consumer.texts.filter((text) => text.startsWith('{"op":5')).length;
  const before = EVENTS + 1;
  const { end } = await consumer.changed.until(
    () => (consumer.end || dispatches() >= before + all ? { end: consumer.end } : undefined),
    scene.settings.replyTimeoutMs,
    `${MANY_REPLAYS} REPLAYs or a close`,
  );
  if (!end) return `all ${MANY_REPLAYS} served`;
  demand(end.kind === 'close' && end.code === CloseCode.LimitExceeded, 'closed, but not with 1008');
  demand(end.reason !== '', 'close 1008 without a reason text');
  return `close 1008 ${JSON.stringify(end.reason)} for ${MANY_REPLAYS} at once`;
}

async function afterRetention(scene: Scene): Promise<string> {
  const { retentionMs, marginMs } = scene.settings;
  if (retentionMs === undefined) throw new NotApplicable('the retention is not given');
  if (retentionMs > RETENTION_WAIT_MAX_MS) throw new NotApplicable('events are kept too long');
  const { stream, first } = await filledStream(scene, EVENTS);
  const { seq } = stream;
  await timePasses(retentionMs + marginMs);
  await stream.fill(2);
  const events = seqsOf(await stream.replay({ after: first - 1 }));
  demandSame(events, [seq + 1, seq + 2], 'what is left');
  return `of ${EVENTS} old events none is left, and seq goes on`;
}

export const replayLimitChecks: readonly Check[] = [
  {
    id: 'replay.malformed',
    rule: 'P-REP-5',
    title: 'refuses bounds that are no integers from 0',
    expected: 'close 1003',
    run: (scene) => eachCloses(scene, 'consumer', MALFORMED, CloseCode.InvalidFrame),
  },
  {
    id: 'replay.too-many',
    rule: 'P-REP-7',
    title: 'serves many REPLAYs at once or closes with 1008',
    expected: 'all of them, or close 1008',
    run: tooMany,
  },
  {
    id: 'replay.retention',
    rule: 'P-REP-8',
    title: 'replays nothing that is older than the retention',
    expected: 'newer events alone; seq goes on',
    run: afterRetention,
  },
];
