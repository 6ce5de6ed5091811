/**
 * JetStream, as far as this backend needs it: reads from the leader, appends that compare, streams.
 *
 * Reads are tried again until `REQUEST_TIMEOUT_MS`: a stream has no leader for some seconds after its server died.
 * They always go to the leader (`STREAM.MSG.GET`): a direct get may be answered by a replica that is behind.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { type JetStreamManager, jetstreamManager, type StreamInfo } from '@nats-io/jetstream';
import { headers, type NatsConnection } from '@nats-io/transport-node';
import { StorageError } from '../errors.js';
import { ATTEMPT_TIMEOUT_MS, REQUEST_TIMEOUT_MS, RETRY_PAUSE_MS } from './limits.js';

/** NATS cannot be reached, or a stream has no leader. */
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
  /** Empty when there is none. */
  header(name: string): string;
}

/** What became of an append. */
export type PutOutcome =
  | { readonly kind: 'stored'; readonly seq: number }
  /** Another append was first, or this one was made before. */
  | { readonly kind: 'conflict' };

export interface PutConditions {
  /** Stream sequence of the newest message of the subject; 0: there is none. `undefined`: whatever it is. */
  readonly expected?: number;
  readonly id?: string;
  readonly header?: readonly [name: string, value: string];
}

/** Codes of JetStream by which an append was not made because of another one. */
const CONFLICT_CODES = new Set([10071, 10158, 10164]);
const NO_MESSAGE_CODE = 10037;
const NO_STREAM_CODE = 10059;

interface ApiError {
  readonly code: number;
  readonly err_code?: number;
  readonly description?: string;
}

/** JetStream answered, with an error. */
export class JetError extends StorageError {
  readonly errorCode: number;
  readonly isForNow: boolean;

  constructor({ code, err_code = 0, description = '' }: ApiError) {
    super('nats', `JetStream answers: ${description}`);
    this.errorCode = err_code;
    // "temporarily unavailable", "no leader" and the like.
    this.isForNow = code === 503 || code === 408;
  }

  get isStreamMissing(): boolean {
    return this.errorCode === NO_STREAM_CODE;
  }
}

export class Jet {
  readonly connection: NatsConnection;
  readonly manager: JetStreamManager;
  /** The same without a second attempt. */
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

  /** The first message of the subject at `seq` or behind it. */
  next(stream: string, subject: string, seq: number): Promise<StoredMessage | undefined> {
    return this.#get(stream, { next_by_subj: subject, seq: Math.max(1, seq) });
  }

  at(stream: string, seq: number): Promise<StoredMessage | undefined> {
    return this.#get(stream, { seq });
  }

  info(stream: string): Promise<StreamInfo> {
    return this.retrying(() => this.manager.streams.info(stream));
  }

  /** Subjects of the stream that match. */
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
   * Appends, once. Throws when the outcome is not known (`NatsUnavailableError`), or JetStream refuses for another
   * reason than another append (`JetError`).
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
      throw error.isForNow ? new NatsUnavailableError({ cause: error }) : error;
    }
    if (ack.duplicate || ack.seq === undefined) return CONFLICT;
    return { kind: 'stored', seq: ack.seq };
  }

  /** Repeats a request that has no other effect the second time. Throws `NatsUnavailableError`. */
  async retrying<T>(request: () => Promise<T>): Promise<T> {
    const endMs = performance.now() + this.#timeoutMs;
    for (;;) {
      try {
        return await request();
      } catch (error) {
        if (!isForNow(error)) throw error;
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

/** Whether the same request may do later. */
function isForNow(error: unknown): boolean {
  if (error instanceof JetError) return error.isForNow;
  // The manager of the library throws errors of its own; those of JetStream carry its codes.
  const { status, code } = error as { status?: number; code?: number };
  if (typeof code === 'number') return status === 503 || status === 408;
  return true;
}

interface RawMessage {
  readonly subject: string;
  readonly seq: number;
  /** Both in base64. */
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
