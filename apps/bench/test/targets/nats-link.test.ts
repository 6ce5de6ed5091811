/** The handshake of a NATS connection, against a scripted server. */
import { describe, expect, test } from 'vitest';
import { NatsLink } from '../../src/targets/nats/nats-link.js';
import type { Link } from '../../src/wire.js';

const INFO = 'INFO {"server_id":"N"} \r\n';
const EVENT = 'MSG live.d0 1 7\r\n{"i":0}\r\n';

/** Sends its scripted messages one at a time and records what it receives. */
class ScriptedLink implements Link {
  readonly received: string[] = [];
  readonly #messages: string[];

  constructor(...messages: string[]) {
    this.#messages = messages;
  }

  get unsent(): number {
    return this.#messages.length;
  }

  send(message: string | Uint8Array): void {
    this.received.push(Buffer.from(message).toString());
  }

  async next(): Promise<Buffer> {
    const message = this.#messages.shift();
    if (message === undefined) throw new Error('the server has no further message');
    return Buffer.from(message);
  }
}

describe('opening', () => {
  test('sends CONNECT and waits for the response to its PING', async () => {
    const link = new ScriptedLink(INFO, 'PONG\r\n', EVENT);
    await NatsLink.open(link);
    expect(link.received.join('')).toMatch(/^CONNECT \{"verbose":false,.*\}\r\nPING\r\n$/);
    expect(link.unsent).toBe(1);
  });

  test('reads to the end of a protocol message, so that the wire starts at a message boundary', async () => {
    const link = new ScriptedLink(
      INFO,
      `PONG\r\n${EVENT.slice(0, 9)}`,
      EVENT.slice(9, 20),
      EVENT.slice(20) + EVENT,
      EVENT,
    );
    await NatsLink.open(link);
    expect(link.unsent).toBe(1);
  });

  test('fails with the error of the server', async () => {
    const link = new ScriptedLink(INFO, "-ERR 'Authorization Violation'\r\n");
    await expect(NatsLink.open(link)).rejects.toThrow("-ERR 'Authorization Violation'");
  });
});

describe('a request to JetStream', () => {
  async function request(answer: string): Promise<string[]> {
    const link = new ScriptedLink(INFO, 'PONG\r\n', EVENT, answer);
    const nats = await NatsLink.open(link);
    await nats.request('$JS.API.INFO', { a: 1 }, '_INBOX.x', 2);
    return link.received;
  }

  test('subscribes to its inbox, sends the request, and waits for the response', async () => {
    const received = await request('MSG _INBOX.x 2 15\r\n{"type":"info"}\r\n');
    expect(received.at(-1)).toBe('SUB _INBOX.x 2\r\nPUB $JS.API.INFO _INBOX.x 7\r\n{"a":1}\r\n');
  });

  test('fails with the error of JetStream', async () => {
    const error = '{"error":{"code":400,"description":"no room"}}';
    await expect(request(`MSG _INBOX.x 2 ${error.length}\r\n${error}\r\n`)).rejects.toThrow(
      'JetStream refused $JS.API.INFO: no room',
    );
  });

  test('fails without a response', async () => {
    const headers = 'NATS/1.0 503\r\n\r\n';
    const { length } = headers;
    await expect(request(`HMSG _INBOX.x 2  ${length} ${length}\r\n${headers}\r\n`)).rejects.toThrow(
      'no response to $JS.API.INFO: is JetStream enabled?',
    );
  });
});
