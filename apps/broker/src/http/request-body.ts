/**
 * The bodies of HTTP requests as they arrive, limited before authentication. A body of `POST /submit` is kept; it has a
 * size limit and a deadline, and all kept bodies together have a size limit. On other paths a body is discarded and has
 * only a size limit.
 *
 * If all kept bodies together are too large, the oldest request whose body is incomplete is refused, not the newest
 * one, so that a slow client cannot prevent others from posting.
 */
import { LIMITS } from '@wearwire/protocol';
import type { RequestBody } from '../sockets/port.js';
import type { HttpReply } from './http.js';
import { errorReply } from './replies.js';

export const SUBMIT_PATH = '/submit';

/** Bytes of a body that are read and discarded, on paths that need no body; a longer body is answered with 413. */
const DISCARDED_BYTES_MAX = 64 * 1024;

/** Answers a request whose body is not read to its end. */
type Refuse = (reply: HttpReply) => void;

export interface RequestBodiesContext {
  /** A monotonic time in ms. */
  monotonicMs(): number;
  /** Called when a limit is reached, for the metrics. */
  limited(limit: 'submitBodiesBytesMax'): void;
  /** Called when a `POST /submit` is refused with this status, for the metrics. */
  refused(status: number): void;
  readonly bytesMax?: number;
  readonly timeoutMs?: number;
}

const TOO_LARGE = errorReply(413, 'body too large');
const TOO_SLOW = errorReply(408, 'the body did not arrive in time (submitBodyTimeoutMs)');
const NO_SPACE = errorReply(503, 'all bodies together are too large (submitBodiesBytesMax)', {
  'retry-after': '1',
});

/** All bodies that are being read, or that belong to a request that is not answered yet. */
export class RequestBodies {
  readonly #context: RequestBodiesContext;
  readonly #bytesMax: number;
  readonly #timeoutMs: number;
  /** The incomplete bodies, in the order in which they began. */
  readonly #incomplete = new Set<KeptBody>();
  #bytes = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(context: RequestBodiesContext) {
    this.#context = context;
    this.#bytesMax = context.bytesMax ?? LIMITS.submitBodiesBytesMax.default;
    this.#timeoutMs = context.timeoutMs ?? LIMITS.submitBodyTimeoutMs.default;
  }

  /** Bytes that are kept. */
  get bytes(): number {
    return this.#bytes;
  }

  open(path: string, refuse: Refuse): RequestBody {
    if (path !== SUBMIT_PATH) return new DiscardedBody(refuse);
    const body = new KeptBody(this, refuse, this.#context.monotonicMs() + this.#timeoutMs);
    this.#incomplete.add(body);
    this.#startTimer();
    return body;
  }

  /** Reserves space and refuses older incomplete bodies if necessary. Returns `false` if this body was refused. */
  reserve(body: KeptBody, bytes: number): boolean {
    while (this.#bytes + bytes > this.#bytesMax) {
      const [first = body] = this.#incomplete;
      this.#context.limited('submitBodiesBytesMax');
      first.refuse(NO_SPACE);
      if (first === body) return false;
    }
    this.#bytes += bytes;
    return true;
  }

  completed(body: KeptBody): void {
    this.#incomplete.delete(body);
  }

  refused(status: number): void {
    this.#context.refused(status);
  }

  release(body: KeptBody, bytes: number): void {
    this.#incomplete.delete(body);
    this.#bytes -= bytes;
  }

  /** Starts the one timer for all bodies, which ends at the deadline of the oldest incomplete body. */
  #startTimer(): void {
    const [first] = this.#incomplete;
    if (this.#timer !== undefined || first === undefined) return;
    const waitMs = first.deadlineMs - this.#context.monotonicMs();
    this.#timer = setTimeout(() => this.#refuseLate(), waitMs).unref();
  }

  #refuseLate(): void {
    this.#timer = undefined;
    const nowMs = this.#context.monotonicMs();
    for (const body of this.#incomplete) {
      if (body.deadlineMs > nowMs) break;
      body.refuse(TOO_SLOW);
    }
    this.#startTimer();
  }
}

class KeptBody implements RequestBody {
  readonly deadlineMs: number;
  readonly #bodies: RequestBodies;
  readonly #refuse: Refuse;
  #parts: Buffer[] = [];
  #bytes = 0;
  #isReleased = false;

  constructor(bodies: RequestBodies, refuse: Refuse, deadlineMs: number) {
    this.#bodies = bodies;
    this.#refuse = refuse;
    this.deadlineMs = deadlineMs;
  }

  add(part: Uint8Array): void {
    if (this.#isReleased) return;
    const bytes = part.byteLength;
    if (this.#bytes + bytes > LIMITS.submitBodyBytesMax.default) return this.refuse(TOO_LARGE);
    if (!this.#bodies.reserve(this, bytes)) return;
    this.#bytes += bytes;
    this.#parts.push(Buffer.from(part));
  }

  complete(): Uint8Array {
    this.#bodies.completed(this);
    const whole = Buffer.concat(this.#parts);
    this.#parts = [];
    return whole;
  }

  refuse(reply: HttpReply): void {
    if (this.#isReleased) return;
    this.release();
    this.#bodies.refused(reply.status);
    this.#refuse(reply);
  }

  release(): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.#parts = [];
    this.#bodies.release(this, this.#bytes);
  }
}

const NO_BYTES = new Uint8Array(0);

/** Ignores the body of a request that was refused before its body arrived. */
export const UNREAD_BODY: RequestBody = { add() {}, complete: () => NO_BYTES, release() {} };

class DiscardedBody implements RequestBody {
  readonly #refuse: Refuse;
  #bytes = 0;
  #isRefused = false;

  constructor(refuse: Refuse) {
    this.#refuse = refuse;
  }

  add(part: Uint8Array): void {
    this.#bytes += part.byteLength;
    if (this.#isRefused || this.#bytes <= DISCARDED_BYTES_MAX) return;
    this.#isRefused = true;
    this.#refuse(TOO_LARGE);
  }

  complete(): Uint8Array {
    return NO_BYTES;
  }

  release(): void {}
}
