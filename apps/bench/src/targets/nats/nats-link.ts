/**
 * A NATS connection during the handshake: sends CONNECT, sends requests and awaits responses. Events that arrive during
 * the handshake are read to their end and discarded, so that the wire starts at the boundary of a protocol message.
 */
import type { Link } from '../../wire.js';
import { CONNECT, PING, publish, subscribe } from './commands.js';
import { NatsReader, NatsVerb } from './reader.js';

export class NatsLink {
  readonly #link: Link;
  readonly #reader = new NatsReader();

  private constructor(link: Link) {
    this.#link = link;
  }

  static async open(link: Link): Promise<NatsLink> {
    const nats = new NatsLink(link);
    nats.send(CONNECT);
    await nats.flush();
    return nats;
  }

  send(commands: string): void {
    this.#link.send(Buffer.from(commands));
  }

  /** Resolves when the server has processed everything sent before. */
  async flush(): Promise<void> {
    this.send(PING);
    await this.#until((verb) => (verb === NatsVerb.Pong ? true : undefined));
  }

  /** Subscribes to `inbox` as `sid` and sends a JetStream request; throws the error that JetStream returns. */
  async request(subject: string, body: object, inbox: string, sid: number): Promise<void> {
    this.send(subscribe(inbox, sid) + publish(subject, JSON.stringify(body), inbox));
    const answer = await this.#until((verb, reader) =>
      verb === NatsVerb.Message && reader.sid === sid
        ? reader.bytes.toString('utf8', reader.headersStart, reader.payloadEnd)
        : undefined,
    );
    const error = /"description":"([^"]*)"/.exec(answer)?.[1];
    if (error !== undefined) throw new Error(`JetStream refused ${subject}: ${error}`);
    if (!answer.startsWith('{'))
      throw new Error(`no response to ${subject}: is JetStream enabled?`);
  }

  /** Reads until `find` returns a value and the bytes received so far end with a complete message. */
  async #until<T>(find: (verb: NatsVerb, reader: NatsReader) => T | undefined): Promise<T> {
    const reader = this.#reader;
    let found: T | undefined;
    let bytes = Buffer.alloc(0);
    do {
      bytes = Buffer.concat([bytes.subarray(reader.position), await this.#link.next()]);
      reader.start(bytes, 0, bytes.length);
      for (let verb = reader.next(); verb !== NatsVerb.None; verb = reader.next()) {
        if (verb === NatsVerb.Error)
          throw new Error(`nats-server reported an error: ${reader.line()}`);
        found ??= find(verb, reader);
      }
    } while (found === undefined || reader.position < bytes.length);
    reader.start(Buffer.alloc(0), 0, 0);
    return found;
  }
}
