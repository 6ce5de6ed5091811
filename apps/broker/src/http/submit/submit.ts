/** `POST /submit`: readings of one user over plain HTTP, answered when they are stored (P-HTTP-1 to P-HTTP-7). */
import { LIMITS } from '@wearwire/protocol';
import type { SubmitSessions, Submitter } from '../../auth/submit-sessions.js';
import { Frame } from '../../gateway/frame.js';
import { stampMissingTs } from '../../gateway/stamp.js';
import type { SubmitRates } from '../../gateway/submit-rates.js';
import { consumeAll } from '../../limits/consume-all.js';
import type { Logger } from '../../observability/logger.js';
import type { CountedLimit, Stats } from '../../observability/stats.js';
import type { ProducerMark } from '../../storage/chunk.js';
import { StorageError } from '../../storage/errors.js';
import type { DeveloperStream } from '../../stream/developer-stream.js';
import { post } from '../../stream/post.js';
import type { Streams } from '../../stream/streams.js';
import type { HttpHandler, HttpReply, HttpRequest } from '../http.js';
import { errorReply, limitReply } from '../replies.js';
import { type IdempotencyKeys, markOfPost, REPEATED, replyOfStored } from './idempotency-keys.js';
import { type BodyFormat, framesOf } from './submit-body.js';

export interface SubmitContext {
  readonly sessions: SubmitSessions;
  readonly keys: IdempotencyKeys;
  readonly streams: Streams;
  readonly submitRates: SubmitRates;
  readonly developers: { isKnown(id: string): Promise<boolean> };
  readonly logger: Pick<Logger, 'error' | 'warn'>;
  readonly stats: Pick<Stats, 'countLimit' | 'countPost' | 'refusedCredentials'>;
  readonly settings: {
    readonly frameBytesMax: number;
    readonly stampMissingTs: boolean;
    readonly retentionMs: number;
  };
  isReady(): boolean;
  /** By the storage's clock, ms since 1970. */
  now(): number;
  /** Never steps back; ms. */
  monotonicMs(): number;
}

/** A request that is allowed and valid. */
interface Post {
  readonly submitter: Submitter;
  /** The user's id as JSON. */
  readonly uidJson: Buffer;
  readonly frames: readonly Uint8Array[];
  readonly bodyBytes: number;
  /** `undefined`: without an Idempotency-Key. */
  readonly mark: ProducerMark | undefined;
}

/** Most bytes that a stored frame has in addition to the event and the user id: opcode, seq, and an added time. */
const ENVELOPE_BYTES = 96;

/** The common media types for one JSON text per line. */
const LINES = /^application\/(x-)?(ndjson|jsonl|json-?lines)\s*(;|$)/i;
const JSON_TYPE = /^application\/json\s*(;|$)/i;
const BEARER = /^bearer +([\x21-\x7e]+) *$/i;

const NO_TOKEN = errorReply(
  401,
  'send the header Authorization: Bearer TOKEN, with a token from /auth/user',
  { 'www-authenticate': 'Bearer' },
);
const INVALID_TOKEN = errorReply(
  403,
  'the token is not valid or its session has ended; get a new one',
);
const OTHER_TYPE = errorReply(
  415,
  'send Content-Type: application/json or application/x-ndjson, and no Content-Encoding',
);
const NOT_STORED = errorReply(503, 'the readings could not be stored; try again later', {
  'retry-after': '1',
});
const TOO_MANY_BYTES = errorReply(
  413,
  'the events, each stored with the user id, exceed submitStoredBytesMax; send fewer per post',
);
const LONG_KEY = errorReply(
  400,
  `Idempotency-Key must have at most ${LIMITS.idempotencyKeyBytesMax.default} bytes`,
);

/** The handler of `POST /submit`. */
export function createSubmit(context: SubmitContext): HttpHandler {
  const frame = new Frame();
  return async (request) => {
    const reply = await answer(context, frame, request).catch((error: unknown) => {
      // The storage has already logged its failure, once for all requests.
      if (!(error instanceof StorageError)) {
        context.logger.error({ err: error }, 'cannot handle a POST /submit');
      }
      return NOT_STORED;
    });
    context.stats.countPost(reply.status);
    return reply;
  };
}

async function answer(
  context: SubmitContext,
  frame: Frame,
  request: HttpRequest,
): Promise<HttpReply> {
  if (!context.isReady()) return errorReply(503, 'shutting down', { 'retry-after': '1' });
  const [, token] = BEARER.exec(request.header('authorization')) ?? [];
  if (token === undefined) return NO_TOKEN;
  const format = formatOf(request);
  if (format === undefined) return OTHER_TYPE;
  const key = request.header('idempotency-key');
  if (Buffer.byteLength(key) > LIMITS.idempotencyKeyBytesMax.default) return LONG_KEY;
  const submitter = await submitterOf(context, request, token);
  if (submitter === undefined) return INVALID_TOKEN;
  const { frameBytesMax, retentionMs } = context.settings;
  const { body } = request;
  const frames = framesOf(body, format, frame.parts, frameBytesMax);
  if (!frames.ok) return errorReply(frames.error.status, frames.error.message);
  const uidJson = Buffer.from(JSON.stringify(submitter.userId));
  const storedBytes = body.length + frames.value.length * (uidJson.length + ENVELOPE_BYTES);
  if (storedBytes > LIMITS.submitStoredBytesMax.default) return TOO_MANY_BYTES;
  const times = { nowMs: context.now(), retentionMs };
  const mark = key === '' ? undefined : markOfPost(submitter, key, body, times);
  const valid = { submitter, uidJson, frames: frames.value, bodyBytes: body.length, mark };
  const store = (): Promise<HttpReply> =>
    context.streams.use(submitter.developerId, (stream) =>
      storeOnce(context, frame, stream, valid),
    );
  return mark === undefined ? store() : context.keys.once(submitter.developerId, mark, store);
}

function formatOf(request: HttpRequest): BodyFormat | undefined {
  const type = request.header('content-type');
  const encoding = request.header('content-encoding');
  if (encoding !== '' && encoding !== 'identity') return undefined;
  if (JSON_TYPE.test(type)) return 'array';
  return LINES.test(type) ? 'lines' : undefined;
}

/** The token's session, unless its developer has been removed. */
async function submitterOf(
  { sessions, developers, stats, logger }: SubmitContext,
  { address }: HttpRequest,
  token: string,
): Promise<Submitter | undefined> {
  const submitter = await sessions.of(token);
  if (submitter !== undefined && (await developers.isKnown(submitter.developerId))) {
    return submitter;
  }
  stats.refusedCredentials.token++;
  logger.warn({ address }, 'refused a token');
  return undefined;
}

/** Stores the events of a post, unless a post with its key is stored already or a rate would be exceeded. */
async function storeOnce(
  context: SubmitContext,
  frame: Frame,
  stream: DeveloperStream,
  { submitter, uidJson, frames, bodyBytes, mark }: Post,
): Promise<HttpReply> {
  const { keys, submitRates, settings, monotonicMs } = context;
  const storedNumber = mark && (await stream.log.mark(mark.producer));
  // 0 is the number of a post of which only the first part is stored: it is stored again.
  if (mark !== undefined && storedNumber) return replyOfStored(mark, storedNumber);
  const consumptions = [
    ...submitRates.consumptionOfPost(submitter, frames.length, bodyBytes),
    ...(mark === undefined ? [] : [keys.consumptionOfNewKey(submitter)]),
  ];
  const exceeded = consumeAll<CountedLimit>(consumptions, monotonicMs());
  if (exceeded !== undefined) {
    context.stats.countLimit(exceeded.limit);
    return limitReply(exceeded.limit, exceeded.waitMs);
  }
  const outcome = await post(stream, () => {
    for (const bytes of frames) {
      frame.read(bytes);
      if (settings.stampMissingTs) stampMissingTs(frame);
      stream.submit(frame.bytes, frame.parts, uidJson);
    }
    if (mark !== undefined) stream.markSubmitted(mark, frames.length);
    return frames.length;
  });
  if (outcome === 'refused') return NOT_STORED;
  if (outcome === 'repeated') return REPEATED;
  return { status: 200, body: { first_seq: outcome.first, last_seq: outcome.last } };
}
