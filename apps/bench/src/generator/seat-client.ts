/**
 * A seat with its connection: fetches its ticket, connects, speaks until it is ready, and beats its heart.
 * One `Heart` a process beats for all, with one timer.
 */
import { nowUs } from '../clock.js';
import { messageFrame } from '../framing.js';
import type { Endpoint } from '../target.js';
import type { Opening, Seat, Session, Sink, Wire } from '../wire.js';
import { RawConnection } from './raw-connection.js';
import { sourceAddressOf } from './source-address.js';

export interface SeatContext {
  readonly wire: Wire;
  readonly endpoint: Endpoint;
  readonly heart: Heart;
  /** Once a read, before its events. */
  readonly onRead: () => void;
}

export class SeatClient {
  readonly seat: Seat;
  readonly connection: RawConnection;
  readonly session: Session;
  /** When the upgrade was done, by `nowUs`: what it asked of the server is younger. */
  readonly connectedUs: number;
  /** Called with each heartbeat, as it goes out. */
  onBeat: () => void = () => {};

  constructor(seat: Seat, connection: RawConnection, session: Session, connectedUs: number) {
    this.seat = seat;
    this.connection = connection;
    this.session = session;
    this.connectedUs = connectedUs;
  }

  close(heart: Heart): void {
    heart.forget(this);
    this.connection.close();
  }
}

export interface OpenSeatOptions {
  readonly seat: Seat;
  readonly sink: Sink;
  readonly opening: Opening;
  /** Of the seat among all connections of the run, for its source address. */
  readonly index: number;
  readonly onClose: (client: SeatClient | undefined, reason: string) => void;
}

/** Resolves when the seat is ready. Rejects with one line. */
export async function openSeat(
  context: SeatContext,
  options: OpenSeatOptions,
): Promise<SeatClient> {
  const { wire, endpoint, heart, onRead } = context;
  const { seat, sink, opening, index, onClose } = options;
  const ticket = (await wire.authorise?.(seat)) ?? '';
  const { path, protocol } = wire.upgrade(seat);
  let client: SeatClient | undefined;
  const connection = await RawConnection.open({
    endpoint,
    path,
    protocol,
    localAddress: sourceAddressOf(endpoint, index),
    onRead,
    onClose: (reason) => {
      if (client !== undefined) heart.forget(client);
      onClose(client, reason);
    },
  });
  const connectedUs = nowUs();
  try {
    const session = await wire.open(connection, seat, opening, ticket);
    client = new SeatClient(seat, connection, session, connectedUs);
    connection.serve(wire, sink);
    heart.beatFor(client);
    return client;
  } catch (error) {
    connection.close();
    throw error;
  }
}

const BEAT_CHECK_MS = 250;

/** Sends each client's heartbeat in time, the first at a random moment, as the protocol asks. */
export class Heart {
  readonly #dueMs = new Map<SeatClient, number>();
  readonly #frames = new Map<string | Uint8Array, Buffer>();
  readonly #timer = setInterval(() => this.#beat(), BEAT_CHECK_MS);

  beatFor(client: SeatClient): void {
    const { heartbeat } = client.session;
    if (heartbeat === undefined) return;
    // Well inside the window, however late a timer fires.
    this.#dueMs.set(client, performance.now() + heartbeat.everyMs * (0.1 + 0.8 * Math.random()));
  }

  forget(client: SeatClient): void {
    this.#dueMs.delete(client);
  }

  /** At once: what the server answers stands behind everything sent before. */
  beatNow(client: SeatClient): void {
    const { heartbeat } = client.session;
    if (heartbeat === undefined) return;
    client.onBeat();
    client.connection.write(this.#frameOf(heartbeat.message));
    if (this.#dueMs.has(client)) this.#dueMs.set(client, performance.now() + heartbeat.everyMs);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#dueMs.clear();
  }

  #beat(): void {
    const nowMs = performance.now();
    for (const [client, dueMs] of this.#dueMs) if (dueMs <= nowMs) this.beatNow(client);
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
