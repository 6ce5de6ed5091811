/**
 * Idempotency-Keys: a repeated post with the same key stores nothing (P-HTTP-5).
 *
 * The log stores the keys: a post with a key is stored together with a mark. The name of the mark is derived from user
 * and key, its number from the body. So a repeat is detected exactly if the events were stored, even after a restart.
 * Requests in progress are kept in memory, so that two concurrent ones store once, and so are the newest answers, so
 * that a repeat gets the seqs of the first post.
 */
import { createHash } from 'node:crypto';
import { LIMITS } from '@wearwire/protocol';
import type { Submitter } from '../../auth/submit-sessions.js';
import { Allowances } from '../../limits/allowances.js';
import type { Consumption } from '../../limits/consume-all.js';
import type { ProducerMark } from '../../storage/chunk.js';
import type { HttpReply } from '../http.js';
import { errorReply } from '../replies.js';

/** A post that a repeat is compared with. */
interface KnownPost {
  readonly bodyNumber: number;
  readonly reply: Promise<HttpReply>;
}

/** A repeat whose events are stored, but whose answer is not kept any more. */
export const REPEATED: HttpReply = { status: 200, body: { repeated: true } };
const OTHER_BODY = errorReply(422, 'this Idempotency-Key was used with another body');

export class IdempotencyKeys {
  readonly #inProgress = new Map<string, KnownPost>();
  /** Stored posts with their answers, the oldest first. */
  readonly #answered = new Map<string, KnownPost>();
  readonly #answersMax: number;
  readonly #newKeys = new Allowances({
    perSecond: LIMITS.idempotencyKeysPerUser.default / (KEY_LIFETIME_MS / 1_000),
    burstMs: KEY_LIFETIME_MS,
    graceMs: 0,
  });

  constructor(answersMax: number = LIMITS.idempotencyAnswersMax.default) {
    this.#answersMax = answersMax;
  }

  /** Number of kept answers to posts. */
  get answers(): number {
    return this.#answered.size;
  }

  /** Handles the post, or answers it as a repeat of one that is in progress or was answered. */
  async once(
    developerId: string,
    { producer, n: bodyNumber }: ProducerMark,
    handle: () => Promise<HttpReply>,
  ): Promise<HttpReply> {
    const name = `${producer} ${developerId}`;
    const known = this.#inProgress.get(name) ?? this.#answered.get(name);
    if (known !== undefined) {
      return known.bodyNumber === bodyNumber ? repeated(await known.reply) : OTHER_BODY;
    }
    const entry = { bodyNumber, reply: handle() };
    this.#inProgress.set(name, entry);
    try {
      const reply = await entry.reply;
      if (reply.status === 200) this.#keep(name, entry);
      return reply;
    } finally {
      this.#inProgress.delete(name);
    }
  }

  /** The amount of its user's allowance that a new key consumes. */
  consumptionOfNewKey({ developerId, userId }: Submitter): Consumption<'idempotencyKeysPerUser'> {
    const allowance = this.#newKeys.of(JSON.stringify([developerId, userId]));
    return { limit: 'idempotencyKeysPerUser', allowance, amount: 1 };
  }

  purge(nowMs: number): Promise<void> {
    return this.#newKeys.purge(nowMs);
  }

  #keep(name: string, entry: KnownPost): void {
    this.#answered.set(name, entry);
    if (this.#answered.size <= this.#answersMax) return;
    const [oldest = name] = this.#answered.keys();
    this.#answered.delete(oldest);
  }
}

const KEY_LIFETIME_MS = LIMITS.idempotencyKeyLifetimeMs.default;

/** The mark of a post with a key; kept until `atMs` is older than the retention. */
export function markOfPost(
  { userId }: Submitter,
  key: string,
  body: Uint8Array,
  { nowMs, retentionMs }: { readonly nowMs: number; readonly retentionMs: number },
): ProducerMark {
  const name = createHash('sha256')
    .update(JSON.stringify([userId, key]))
    .digest('base64url');
  const bodyHash = createHash('sha256').update(body).digest();
  return {
    // Not JSON, unlike the keys of producers that number their events, so that the two never coincide.
    producer: `post:${name.slice(0, NAME_LENGTH)}`,
    n: bodyHash.readUIntBE(0, BODY_NUMBER_BYTES) + 1,
    atMs: nowMs - Math.max(0, retentionMs - KEY_LIFETIME_MS),
  };
}

/** Characters of the hash in base64url: 132 bits. */
const NAME_LENGTH = 22;
/** Bytes of the body's hash: 48 bits, which a number represents exactly. */
const BODY_NUMBER_BYTES = 6;

/** The answer to a post whose mark is in the log already, with this number. */
export function replyOfStored(mark: ProducerMark, storedNumber: number): HttpReply {
  return storedNumber === mark.n ? REPEATED : OTHER_BODY;
}

function repeated(reply: HttpReply): HttpReply {
  if (reply.status !== 200) return reply;
  return { ...reply, body: { ...(reply.body as object), repeated: true } };
}
