/** Holds the connections of one check to the server under test, and closes them all on disposal. */
import { Role } from '@wearwire/protocol';
import { developerToken, userToken } from '../http-client.js';
import type { Developer, Settings } from '../settings.js';
import { assertSame, NotApplicable } from '../verdict.js';
import { NeighbourStream } from './neighbour-stream.js';
import { TestClient } from './test-client.js';
import { TestStream } from './test-stream.js';

/** Anonymous, or identified as a producer or a consumer. */
export type ConnectionState = 'anonymous' | 'producer' | 'consumer';

export interface OpenOptions {
  /** Replaces the path of the endpoint. */
  readonly path?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly answerPings?: boolean;
  /** Uses MessagePack instead of JSON. */
  readonly msgpack?: boolean;
}

export interface IdentifyOptions extends OpenOptions {
  readonly developer?: Developer;
  /** Default: a new user. */
  readonly user?: string;
  /** Sends heartbeats in the background. Default true. */
  readonly heartbeats?: boolean;
}

export const READY = '{"op":4}';

let userCount = 0;

export class TestContext implements AsyncDisposable {
  readonly settings: Settings;
  /** The developer whose stream a check uses. */
  readonly developer: Developer;
  readonly #clients: TestClient[] = [];
  #isDisposed = false;

  constructor(settings: Settings) {
    this.settings = settings;
    [this.developer] = settings.developers;
  }

  /** The developer of the neighbour stream. Throws `NotApplicable` if none was given. */
  get secondDeveloper(): Developer {
    const [, second] = this.settings.developers;
    if (second === undefined) throw new NotApplicable('a second developer is needed');
    return second;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    await Promise.all(this.#clients.splice(0).map((client) => client.close()));
  }

  /** Returns a separate context, whose connections can be closed before those of this context. */
  subcontext(): TestContext {
    return new TestContext(this.settings);
  }

  /** Returns a user id that no other check uses. */
  newUser(): string {
    return `user-${Date.now().toString(36)}-${++userCount}`;
  }

  producerToken(user = this.newUser(), developer = this.developer): Promise<string> {
    return userToken(this.settings, developer, user);
  }

  consumerToken(developer = this.developer): Promise<string> {
    return developerToken(this.settings, developer);
  }

  /** Connects without reading a frame. */
  async connect(options: OpenOptions = {}): Promise<TestClient> {
    const url = new URL(this.settings.url);
    if (options.path !== undefined) url.pathname = options.path;
    if (options.query !== undefined) url.search = options.query;
    const client = await TestClient.connect(url, {
      timeoutMs: this.settings.replyTimeoutMs,
      ...(options.headers && { headers: options.headers }),
      ...(options.answerPings !== undefined && { answerPings: options.answerPings }),
      ...(options.msgpack && { msgpack: true }),
      onFrame: this.settings.onFrame,
    });
    this.#clients.push(client);
    if (this.#isDisposed) {
      await this[Symbol.asyncDispose]();
      throw new NotApplicable('the run was aborted');
    }
    return client;
  }

  /** Connects and reads HELLO. */
  async open(options: OpenOptions = {}): Promise<TestClient> {
    const client = await this.connect(options);
    await client.nextFrame('HELLO');
    return client;
  }

  async producer(options: IdentifyOptions = {}): Promise<TestClient> {
    const token = await this.producerToken(options.user, options.developer);
    return this.identified(token, Role.Producer, options);
  }

  async consumer(options: IdentifyOptions = {}): Promise<TestClient> {
    const token = await this.consumerToken(options.developer);
    return this.identified(token, Role.Consumer, options);
  }

  /** Connects and identifies with this token. */
  async identified(
    token: string,
    role: Role,
    { heartbeats = true, ...options }: IdentifyOptions = {},
  ): Promise<TestClient> {
    const client = await this.open(options);
    if (heartbeats) client.startHeartbeats(this.settings.intervalMs / 4);
    await identify(client, token, role);
    return client;
  }

  /** Opens as many consumers as the server allows besides one that is connected. */
  async otherConsumers(): Promise<TestClient[]> {
    const consumers: TestClient[] = [];
    const count = this.settings.consumersPerDeveloper - 1;
    while (consumers.length < count) consumers.push(await this.consumer());
    return consumers;
  }

  /** Opens a connection in this state that sends no heartbeats by itself. */
  inState(state: ConnectionState): Promise<TestClient> {
    if (state === 'anonymous') return this.open();
    return state === 'producer'
      ? this.producer({ heartbeats: false })
      : this.consumer({ heartbeats: false });
  }

  /** Opens a consumer and a producer of one developer and determines the newest seq. */
  async stream(options: IdentifyOptions = {}): Promise<TestStream> {
    const user = options.user ?? this.newUser();
    const consumer = await this.consumer(options);
    const producer = await this.producer({ ...options, user });
    return TestStream.open(consumer, producer, user);
  }

  /** Opens a stream and submits `count` events; `first` is the seq of the first of them. */
  async filledStream(count: number): Promise<{ stream: TestStream; first: number }> {
    const stream = await this.stream();
    const first = stream.seq + 1;
    await stream.fill(count);
    return { stream, first };
  }

  /** Starts the stream of the second developer; `assertUnaffected` stops it. */
  async neighbourStream(): Promise<NeighbourStream> {
    const stream = await this.stream({ developer: this.secondDeveloper });
    return new NeighbourStream(stream, this.settings.neighbourLatencyMaxMs);
  }
}

/** Sends IDENTIFY and asserts that READY follows. */
export async function identify(client: TestClient, token: string, type: Role): Promise<void> {
  client.send({ op: 3, d: { token, type } });
  assertSame(await client.nextFrame('READY'), READY, 'the answer to IDENTIFY');
}
