/**
 * The JetStream operations that this backend needs: reads from the leader, conditional appends, streams.
 *
 * Reads are retried for up to `REQUEST_TIMEOUT_MS`, because a stream has no leader for some seconds after its server
 * has failed. They always go to the leader (`STREAM.MSG.GET`): a replica may answer a direct get and be outdated.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { type JetStreamManager, jetstreamManager, type StreamInfo } from '@nats-io/jetstream';
import { headers, type NatsConnection } from '@nats-io/transport-node';
import { StorageError } from '../errors.js';
import { ATTEMPT_TIMEOUT_MS, REQUEST_TIMEOUT_MS, RETRY_PAUSE_MS } from './limits.js';

/** NATS is unreachable, or a stream has no leader. */
export class NatsUnavailableError extends StorageError {
  constructor(options?: ErrorOptions) {
    super('nats-unavailable', 'NATS JetStream does not answer', options);
  }
}

/** A message of a stream. */
export interface StoredMessage {
  readonly seq: number;
  readonly subject: string;
  readonly data: Buffer;
  /** Empty if there is none. */
  header(name: string): string;
}

/** The outcome of an append. */
export type PutOutcome =
  | { readonly kind: 'stored'; readonly seq: number }
  /** Another append was first, or this append had already succeeded. */
  | { readonly kind: 'conflict' };

export interface PutConditions {
  /** Stream sequence of the newest message of the subject; 0: none. `undefined`: no condition. */
  readonly expected?: number;
  readonly id?: string;
  readonly header?: readonly [name: string, value: string];
}

/** JetStream's error codes for an append that failed because of another append. */
const CONFLICT_CODES = new Set([10071, 10158, 10164]);
const NO_MESSAGE_CODE = 10037;
export const NO_STREAM_CODE = 10059;

interface ApiError {
  readonly code: number;
  readonly err_code?: number;
  readonly description?: string;
}

/** JetStream answered with an error. */
export class JetError extends StorageError {
  readonly errorCode: number;
  readonly isTemporary: boolean;

  constructor({ code, err_code = 0, description = '' }: ApiError) {
    super('nats', `JetStream answers: ${description}`);
    this.errorCode = err_code;
    // Such as "temporarily unavailable" or "no leader".
    this.isTemporary = code === 503 || code === 408;
  }

  get isStreamMissing(): boolean {
    return this.errorCode === NO_STREAM_CODE;
  }
}

export class Jet {
  readonly connection: NatsConnection;
  readonly manager: JetStreamManager;
  /** The same operations without retries. */
  readonly once: Jet;
  readonly #timeoutMs: number;

  private constructor(
    connection: NatsConnection,
    manager: JetStreamManager,
    timeoutMs = REQUEST_TIMEOUT_MS,
  ) {
    this.connection = connection;
    this.manager = manager;
    this.#timeoutMs = timeoutMs;
    this.once = timeoutMs === 0 ? this : new Jet(connection, manager, 0);
  }

  static async of(connection: NatsConnection): Promise<Jet> {
    const options = { checkAPI: false, timeout: ATTEMPT_TIMEOUT_MS };
    return new Jet(connection, await jetstreamManager(connection, options));
  }

  /** The newest message of the subject. Throws `NatsUnavailableError`. */
  last(stream: string, subject: string): Promise<StoredMessage | undefined> {
    return this.#get(stream, { last_by_subj: subject });
  }

  /** The first message of the subject at `seq` or later. */
  next(stream: string, subject: string, seq: number): Promise<StoredMessage | undefined> {
    return this.#get(stream, { next_by_subj: subject, seq: Math.max(1, seq) });
  }

  /** The message with this stream sequence; `undefined` for 0, which no message has. */
  async at(stream: string, seq: number): Promise<StoredMessage | undefined> {
    return seq === 0 ? undefined : this.#get(stream, { seq });
  }

  info(stream: string): Promise<StreamInfo> {
    return this.retrying(() => this.manager.streams.info(stream));
  }

  /** Subjects of the stream that match the pattern. */
  async subjects(stream: string, filter: string): Promise<string[]> {
    const info = await this.retrying(() =>
      this.manager.streams.info(stream, { subjects_filter: filter }),
    );
    return Object.keys(info.state.subjects ?? {});
  }

  /** Removes the messages before `seq`. */
  async purgeBefore(stream: string, seq: number): Promise<void> {
    await this.retrying(() => this.manager.streams.purge(stream, { seq }));
  }

  async purgeSubject(stream: string, filter: string): Promise<void> {
    await this.retrying(() => this.manager.streams.purge(stream, { filter }));
  }

  /**
   * Appends, without a retry. Throws `NatsUnavailableError` if the outcome is unknown, `JetError` if JetStream refuses
   * for a reason other than a conflicting append.
   */
  async put(subject: string, payload: Uint8Array, conditions: PutConditions): Promise<PutOutcome> {
    const { expected, id, header } = conditions;
    const set = headers();
    if (expected !== undefined) {
      set.set('Nats-Expected-Last-Subject-Sequence', String(expected));
    }
    if (id !== undefined) set.set('Nats-Msg-Id', id);
    if (header !== undefined) set.set(...header);
    const reply = await this.#request(subject, payload, set);
    const ack = reply.json<{ error?: ApiError; seq?: number; duplicate?: boolean }>();
    if (ack.error !== undefined) {
      if (CONFLICT_CODES.has(ack.error.err_code ?? 0)) return CONFLICT;
      const error = new JetError(ack.error);
      throw error.isTemporary ? new NatsUnavailableError({ cause: error }) : error;
    }
    if (ack.duplicate || ack.seq === undefined) return CONFLICT;
    return { kind: 'stored', seq: ack.seq };
  }

  /** Retries an idempotent request. Throws `NatsUnavailableError`. */
  async retrying<T>(request: () => Promise<T>): Promise<T> {
    const endMs = performance.now() + this.#timeoutMs;
    for (;;) {
      try {
        return await request();
      } catch (error) {
        if (!isTemporary(error)) throw error;
        if (performance.now() >= endMs || this.connection.isClosed()) {
          throw error instanceof NatsUnavailableError
            ? error
            : new NatsUnavailableError({ cause: error });
        }
        await delay(RETRY_PAUSE_MS);
      }
    }
  }

  async #get(stream: string, query: object): Promise<StoredMessage | undefined> {
    const subject = `$JS.API.STREAM.MSG.GET.${stream}`;
    const payload = Buffer.from(JSON.stringify(query));
    return this.retrying(async () => {
      const reply = await this.#request(subject, payload);
      const { error, message } = reply.json<{ error?: ApiError; message?: RawMessage }>();
      if (message !== undefined) return storedMessage(message);
      if (error === undefined || error.err_code === NO_MESSAGE_CODE) return undefined;
      throw new JetError(error);
    });
  }

  async #request(subject: string, payload: Uint8Array, set?: ReturnType<typeof headers>) {
    try {
      return await this.connection.request(subject, payload, {
        timeout: ATTEMPT_TIMEOUT_MS,
        ...(set && { headers: set }),
      });
    } catch (error) {
      throw new NatsUnavailableError({ cause: error });
    }
  }
}

const CONFLICT: PutOutcome = { kind: 'conflict' };

/** Whether the same request may succeed later. */
function isTemporary(error: unknown): boolean {
  if (error instanceof JetError) return error.isTemporary;
  // The library's manager throws its own errors. Those that contain an answer of JetStream have its numeric code; the
  // others are timeouts and lost connections.
  const { status, code } = error as { status?: number; code?: number };
  if (typeof code === 'number') return status === 503 || status === 408;
  return true;
}

interface RawMessage {
  readonly subject: string;
  readonly seq: number;
  /** Header and payload, in base64. */
  readonly hdrs?: string;
  readonly data?: string;
}

function storedMessage({ subject, seq, hdrs = '', data = '' }: RawMessage): StoredMessage {
  let text: string | undefined;
  return {
    subject,
    seq,
    data: Buffer.from(data, 'base64'),
    header: (name) => {
      text ??= Buffer.from(hdrs, 'base64').toString();
      const start = text.indexOf(`\r\n${name}:`);
      if (start < 0) return '';
      const from = start + name.length + 3;
      return text.slice(from, text.indexOf('\r\n', from)).trim();
    },
  };
}
