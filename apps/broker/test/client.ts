/** A client for tests, which records every received frame, and functions that wait for conditions instead of sleeping. */
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';

interface Frame {
  readonly op: number;
  readonly d?: Record<string, unknown>;
  readonly uid?: string;
  readonly seq?: number;
  readonly t?: string;
}

export interface Closed {
  readonly code: number;
  readonly reason: string;
}

export interface Target {
  readonly url: string;
  readonly httpUrl: string;
}

export class Client implements Disposable {
  readonly frames: Frame[] = [];
  readonly texts: string[] = [];
  closed: Closed | undefined;
  readonly socket: WebSocket;

  private constructor(url: string) {
    this.socket = new WebSocket(url);
    this.socket.on('message', (data) => {
      this.texts.push(data.toString());
      this.frames.push(JSON.parse(data.toString()));
    });
    this.socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() };
    });
    this.socket.on('error', () => {});
  }

  static async open(url: string): Promise<Client> {
    const client = new Client(url);
    await until(() => client.frames.length > 0 || client.closed !== undefined);
    return client;
  }

  static async producer(target: Target, credentials: string, userId: string): Promise<Client> {
    return Client.identified(target, await token(target, credentials, userId), 0);
  }

  static async consumer(target: Target, credentials: string): Promise<Client> {
    return Client.identified(target, await token(target, credentials), 1);
  }

  /** Waits for READY or the close. `query`: the query of the URL; `extras`: further keys of the IDENTIFY. */
  static async identified(
    target: Target,
    secret: string,
    type: 0 | 1,
    query = '',
    extras: object = {},
  ): Promise<Client> {
    const client = await Client.open(`${target.url}${query}`);
    client.send({ op: 3, d: { token: secret, type, ...extras } });
    await until(() => client.received(4).length > 0 || client.closed !== undefined);
    return client;
  }

  send(frame: object | string): void {
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  submit(val: number, t = 'HEART_RATE'): void {
    this.send({ op: 6, d: { ts: '2026-01-01T00:00:00Z', val }, t });
  }

  /** The received frames with this opcode. */
  received(opcode: number): Frame[] {
    return this.frames.filter(({ op }) => op === opcode);
  }

  /** The seqs of the received DISPATCHes. */
  get seqs(): number[] {
    return this.received(5).map(({ seq }) => seq as number);
  }

  /** Sends a HEARTBEAT and waits for its ACK: all earlier frames have then been handled. */
  async roundTrip(): Promise<void> {
    const before = this.received(1).length;
    this.send({ op: 0 });
    await until(() => this.received(1).length > before || this.closed !== undefined);
  }

  async closing(): Promise<Closed> {
    await until(() => this.closed !== undefined);
    return this.closed as Closed;
  }

  [Symbol.dispose](): void {
    this.socket.terminate();
  }
}

/** Requests a token for a user, or for a consumer if `userId` is missing. `credentials` are `ID:KEY`. */
export function token(target: Target, credentials: string, userId?: string): Promise<string> {
  const path =
    userId === undefined ? '/auth/developer' : `/auth/user?id=${encodeURIComponent(userId)}`;
  return tokenOf(requestToken(target, credentials, path));
}

export function monitorToken(target: Target, credentials: string): Promise<string> {
  return tokenOf(requestToken(target, credentials, '/auth/monitor'));
}

export function requestToken(
  target: Target,
  credentials: string,
  path = '/auth/developer',
): Promise<Response> {
  const [id = '', key = ''] = credentials.split(':');
  return fetch(target.httpUrl + path, {
    method: 'POST',
    // A kept-alive connection belongs to one broker, but the next broker may listen on the same port.
    headers: { 'dev-id': id, 'x-api-key': key, connection: 'close' },
  });
}

async function tokenOf(responding: Promise<Response>): Promise<string> {
  const response = await responding;
  const body = (await response.json()) as { token?: string };
  if (body.token === undefined) throw new Error(`no token: ${response.status}`);
  return body.token;
}

/** Waits for a condition; fails after a time that only a failing test reaches. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 60_000;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`timed out waiting for: ${condition}`);
    await delay(2);
  }
}
