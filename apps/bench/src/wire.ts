/**
 * A wire: the protocol of a target's clients over WebSocket. One module per wire, loaded in the generator's
 * processes.
 *
 * A wire has no state per connection and allocates nothing per event: frames are pre-encoded and patched in place,
 * events are read in place. The connection (generator/raw-connection.ts) implements the upgrade, framing, pings and
 * close frames.
 */

/** Identifies one client of a run. */
export interface ClientIdentity {
  readonly role: 'producer' | 'consumer';
  /** Unique within the role over the whole run, from 0. */
  readonly number: number;
  /** The stream that the client writes or reads. */
  readonly stream: number;
}

/** Which past events a consumer wants. Default: none, only events from now on. */
export interface Opening {
  /** Also replay all events after this seq; 0: all. Needs `replay`. */
  readonly replayFrom?: number;
  /** Resume after this seq, stored and live events in order. Needs `resume`. */
  readonly resumeAfter?: number;
}

/** The connection during the handshake: one message at a time. */
export interface Link {
  /** Sends a string as a text message, bytes as a binary message. */
  send(message: string | Uint8Array): void;
  /** Resolves to the next message of the server. Rejects with the close code when the connection ends. */
  next(): Promise<Buffer>;
}

/** What an open connection does by itself. */
export interface Session {
  /** Sent periodically. */
  readonly heartbeat?: { readonly message: string | Uint8Array; readonly everyMs: number };
}

/** A complete WebSocket frame of the client, with header and a mask of zeros. */
export interface PreparedFrame {
  readonly bytes: Buffer;
  /** Offset of the payload in `bytes`; number and time are patched there. */
  readonly payloadAt: number;
}

/** Receives parsed messages; one per connection. */
export interface Sink {
  /** Receives an event. `seq`: its number within the stream, assigned by the server; 0 if the server assigns none. */
  event(bytes: Buffer, payloadAt: number, payloadLength: number, seq: number): void;
  /** The server has acknowledged a heartbeat. If it has the barrier, it has stored all events sent before. */
  heartbeatAnswered(): void;
  /** The server has stored the next event of this producer; for servers that acknowledge each event in order. */
  eventStored?(): void;
  /** Sends a response that the protocol requires, such as its own PONG. */
  reply(message: string | Uint8Array): void;
}

/** The client side of one server's protocol. `read` throws errors that end the connection. */
export interface Wire {
  /** Path and subprotocol of the upgrade; both may differ per client. */
  upgrade(identity: ClientIdentity): { readonly path: string; readonly protocol?: string };
  /** Fetches the token that the client identifies with, before it connects. */
  authorise?(identity: ClientIdentity): Promise<string>;
  /** Performs the handshake; resolves when the client can send or receive events. `token`: from `authorise`. */
  open(link: Link, identity: ClientIdentity, opening: Opening, token: string): Promise<Session>;
  /** Encodes a message that carries the payload (see `frameMessage` in framing.ts). */
  prepare(identity: ClientIdentity, payload: Buffer): PreparedFrame;
  /**
   * Hot path. Reads the message in `bytes` from `from` to `to`, passes each event to the sink, and returns the
   * offset up to which it has read. The remaining bytes are prepended to the next message: protocols whose units may
   * span messages (NATS, MQTT) can return less than `to`, all others return `to`.
   */
  read(bytes: Buffer, from: number, to: number, sink: Sink): number;
}

/** The exports of a wire module. */
export interface WireModule {
  createWire(settings: unknown): Wire;
}
