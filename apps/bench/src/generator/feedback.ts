/**
 * Carries delivery counts from the consumer processes to the producer processes: how many events of each
 * producer its slowest consumer has received. The window of a closed loop depends on them. The
 * counts use a separate socket, eight bytes per producer and at most one write per turn, so their cost is negligible.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

const RECORD_BYTES = 8;
const HOST = '127.0.0.1';

/** The receiving side, in a producer process. */
export class FeedbackReceiver {
  readonly #server: Server;
  /** One map per consumer process: producer to the number after its last delivered event. */
  readonly #channels: Map<number, number>[] = [];
  onDelivered: (producer: number) => void = () => {};

  private constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket) => this.#accept(socket));
  }

  static async listen(): Promise<FeedbackReceiver> {
    const server = createServer({ noDelay: true }).listen(0, HOST);
    await once(server, 'listening');
    return new FeedbackReceiver(server);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Returns the lowest of the newest counts of the consumer processes; `undefined` if none has reported. */
  delivered(producer: number): number | undefined {
    let least: number | undefined;
    for (const channel of this.#channels) {
      const delivered = channel.get(producer);
      if (delivered !== undefined && (least === undefined || delivered < least)) least = delivered;
    }
    return least;
  }

  #accept(socket: Socket): void {
    const channel = new Map<number, number>();
    this.#channels.push(channel);
    let rest: Buffer = Buffer.alloc(0);
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const end = bytes.length - (bytes.length % RECORD_BYTES);
      for (let at = 0; at < end; at += RECORD_BYTES) {
        channel.set(bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4));
      }
      // Notify only after all records are applied, so that each producer sends one batch.
      for (let at = 0; at < end; at += RECORD_BYTES) this.onDelivered(bytes.readUInt32LE(at));
      rest = bytes.subarray(end);
    });
  }
}

/** The sending side, in a consumer process. */
export class FeedbackSender {
  readonly #sockets: readonly Socket[];
  readonly #socketCount: number;
  readonly #sent = new Map<number, number>();
  #records: number[][];

  private constructor(sockets: readonly Socket[]) {
    this.#sockets = sockets;
    this.#socketCount = sockets.length;
    this.#records = sockets.map(() => []);
  }

  /** `ports`: one per producer process; producer n runs in process n modulo their number. */
  static async connect(ports: readonly number[]): Promise<FeedbackSender> {
    const sockets = await Promise.all(
      ports.map(async (port) => {
        const socket = connect({ host: HOST, port, noDelay: true });
        await once(socket, 'connect');
        socket.on('error', () => {});
        return socket;
      }),
    );
    return new FeedbackSender(sockets);
  }

  /** Queues the count until `flush`, unless it equals the last one queued. */
  queue(producer: number, delivered: number): void {
    if (this.#sent.get(producer) === delivered) return;
    this.#sent.set(producer, delivered);
    this.#records[producer % this.#socketCount]?.push(producer, delivered);
  }

  flush(): void {
    for (const [index, socket] of this.#sockets.entries()) {
      const records = this.#records[index] as number[];
      if (records.length === 0) continue;
      const words = Uint32Array.from(records);
      records.length = 0;
      socket.write(Buffer.from(words.buffer));
    }
  }
}
