/** What a check works with: peers of every kind against one server. Leaving it closes them all. */
import { Role } from '@wearwire/protocol';
import type { Developer, Settings } from '../settings.js';
import { developerToken, userToken } from '../token-client.js';
import { demandSame, NotApplicable } from '../verdict.js';
import { Bystander } from './bystander.js';
import { Peer } from './peer.js';
import { Stream } from './stream.js';

/** Where a connection stands: just opened, or identified as one of the two. */
export type Stage = 'fresh' | 'producer' | 'consumer';

export interface OpenOptions {
  /** Instead of the endpoint's own. */
  readonly path?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly answerPings?: boolean;
  /** The connection speaks MessagePack. */
  readonly packed?: boolean;
}

export interface IdentifyOptions extends OpenOptions {
  readonly developer?: Developer;
  /** Default: a user of this check's own. */
  readonly user?: string;
  /** Beat in the background. Default true. */
  readonly beats?: boolean;
}

export const READY = '{"op":4}';

let usersMade = 0;

export class Scene implements AsyncDisposable {
  readonly settings: Settings;
  /** The developer whose stream a check uses. */
  readonly developer: Developer;
  readonly #peers: Peer[] = [];
  #isLeft = false;

  constructor(settings: Settings) {
    this.settings = settings;
    [this.developer] = settings.developers;
  }

  /** The developer of bystanders. Throws `NotApplicable` where there is none. */
  get other(): Developer {
    const [, second] = this.settings.developers;
    if (second === undefined) throw new NotApplicable('a second developer is needed');
    return second;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isLeft = true;
    await Promise.all(this.#peers.splice(0).map((peer) => peer.close()));
  }

  /** A scene within this one, for peers that shall go earlier. */
  part(): Scene {
    return new Scene(this.settings);
  }

  /** A user id that no other check uses. */
  newUser(): string {
    return `user-${Date.now().toString(36)}-${++usersMade}`;
  }

  producerToken(user = this.newUser(), developer = this.developer): Promise<string> {
    return userToken(this.settings, developer, user);
  }

  consumerToken(developer = this.developer): Promise<string> {
    return developerToken(this.settings, developer);
  }

  /** Connected, and nothing read yet. */
  async dial(options: OpenOptions = {}): Promise<Peer> {
    const url = new URL(this.settings.url);
    if (options.path !== undefined) url.pathname = options.path;
    if (options.query !== undefined) url.search = options.query;
    const peer = await Peer.connect(url, {
      timeoutMs: this.settings.replyTimeoutMs,
      ...(options.headers && { headers: options.headers }),
      ...(options.answerPings !== undefined && { answerPings: options.answerPings }),
      ...(options.packed && { packed: true }),
    });
    this.#peers.push(peer);
    if (this.#isLeft) {
      await this[Symbol.asyncDispose]();
      throw new NotApplicable('the run was ended');
    }
    return peer;
  }

  /** Connected, HELLO read. */
  async open(options: OpenOptions = {}): Promise<Peer> {
    const peer = await this.dial(options);
    await peer.take('HELLO');
    return peer;
  }

  async producer(options: IdentifyOptions = {}): Promise<Peer> {
    const token = await this.producerToken(options.user, options.developer);
    return this.#identified(token, Role.Producer, options);
  }

  async consumer(options: IdentifyOptions = {}): Promise<Peer> {
    const token = await this.consumerToken(options.developer);
    return this.#identified(token, Role.Consumer, options);
  }

  /** A connection at a stage, without background beats. */
  at(stage: Stage): Promise<Peer> {
    if (stage === 'fresh') return this.open();
    return stage === 'producer' ? this.producer({ beats: false }) : this.consumer({ beats: false });
  }

  /** A consumer and a producer of one developer, and the newest seq. */
  stream(options: IdentifyOptions = {}): Promise<Stream> {
    return Stream.open(this, options);
  }

  /** Another developer's stream that runs until it is asked how it went. */
  bystander(): Promise<Bystander> {
    return Bystander.start(this);
  }

  async #identified(token: string, role: Role, options: IdentifyOptions): Promise<Peer> {
    const peer = await this.open(options);
    if (options.beats ?? true) peer.keepBeating(this.settings.intervalMs / 4);
    await identify(peer, token, role);
    return peer;
  }
}

/** Sends IDENTIFY and expects READY. */
export async function identify(peer: Peer, token: string, type: Role): Promise<void> {
  peer.send({ op: 3, d: { token, type } });
  demandSame(await peer.take('READY'), READY, 'the answer to IDENTIFY');
}
