/**
 * One client of the load generator: fetches its token, connects, performs the handshake and sends heartbeats.
 * One `HeartbeatSender` per process serves all its clients with one timer.
 */
import { nowUs } from '../clock.js';
import { messageFrame } from '../framing.js';
import type { Endpoint } from '../target.js';
import type { ClientIdentity, Opening, Session, Sink, Wire } from '../wire.js';
import { RawConnection } from './raw-connection.js';
import { sourceAddressOf } from './source-address.js';

export interface ClientContext {
  readonly wire: Wire;
  /** Client n connects to endpoint n modulo the number of endpoints. */
  readonly endpoints: readonly Endpoint[];
  readonly heartbeats: HeartbeatSender;
  /** Called once per read, before its events. */
  readonly onRead: () => void;
}

export class LoadClient {
  readonly connection: RawConnection;
  readonly session: Session;
  /** Time at which the upgrade ended (`nowUs`); the handshake of the protocol follows. */
  readonly connectedUs: number;
  /** Called when a heartbeat is sent. */
  onHeartbeatSent: () => void = () => {};

  constructor(connection: RawConnection, session: Session, connectedUs: number) {
    this.connection = connection;
    this.session = session;
    this.connectedUs = connectedUs;
  }

  close(heartbeats: HeartbeatSender): void {
    heartbeats.forget(this);
    this.connection.close();
  }
}

export interface OpenClientOptions {
  readonly identity: ClientIdentity;
  readonly sink: Sink;
  readonly opening: Opening;
  /** Index of the client among all connections of the run; determines its source address. */
  readonly index: number;
  /** `client`: `undefined` if the connection ended before the client was ready. */
  readonly onClose: (client: LoadClient | undefined, reason: string) => void;
}

/** Resolves when the client is ready. Rejects with a one-line message. */
export async function openClient(
  context: ClientContext,
  options: OpenClientOptions,
): Promise<LoadClient> {
  const { wire, endpoints, heartbeats, onRead } = context;
  const { identity, sink, opening, index, onClose } = options;
  const endpoint = endpoints[identity.number % endpoints.length] as Endpoint;
  const token = (await wire.authorise?.(identity)) ?? '';
  const { path, protocol } = wire.upgrade(identity);
  let client: LoadClient | undefined;
  const connection = await RawConnection.open({
    endpoint,
    path,
    protocol,
    localAddress: sourceAddressOf(endpoint, index),
    onRead,
    onClose: (reason) => {
      if (client !== undefined) heartbeats.forget(client);
      onClose(client, reason);
    },
  });
  const connectedUs = nowUs();
  try {
    const session = await wire.open(connection, identity, opening, token);
    client = new LoadClient(connection, session, connectedUs);
    connection.serve(wire, sink);
    heartbeats.add(client);
    return client;
  } catch (error) {
    connection.close();
    throw error;
  }
}

const DUE_CHECK_MS = 250;

/**
 * Sends each client's heartbeats, at most `DUE_CHECK_MS` after they are due; the first after a random part of the
 * interval, as the protocol requires.
 */
export class HeartbeatSender {
  readonly #dueMs = new Map<LoadClient, number>();
  readonly #frames = new Map<string | Uint8Array, Buffer>();

  constructor() {
    setInterval(() => this.#sendDue(), DUE_CHECK_MS);
  }

  add(client: LoadClient): void {
    const { heartbeat } = client.session;
    if (heartbeat === undefined) return;
    // The first heartbeat is early enough that a late timer still meets the deadline.
    this.#dueMs.set(client, performance.now() + heartbeat.everyMs * (0.1 + 0.8 * Math.random()));
  }

  forget(client: LoadClient): void {
    this.#dueMs.delete(client);
  }

  /** Sends a heartbeat now. Its ACK confirms everything sent before, if the server guarantees that. */
  sendNow(client: LoadClient): void {
    const { heartbeat } = client.session;
    if (heartbeat === undefined) return;
    client.onHeartbeatSent();
    client.connection.write(this.#frameOf(heartbeat.message));
    if (this.#dueMs.has(client)) this.#dueMs.set(client, performance.now() + heartbeat.everyMs);
  }

  #sendDue(): void {
    const nowMs = performance.now();
    for (const [client, dueMs] of this.#dueMs) if (dueMs <= nowMs) this.sendNow(client);
  }

  #frameOf(message: string | Uint8Array): Buffer {
    let frame = this.#frames.get(message);
    if (frame === undefined) {
      frame = messageFrame(message);
      this.#frames.set(message, frame);
    }
    return frame;
  }
}
