/**
 * How a target's clients speak over WebSocket: one module a wire, loaded in the generator's processes.
 *
 * A wire keeps nothing per connection and makes nothing per event: frames are encoded ahead and patched in
 * place, events are read where they lie. The connection under it (generator/raw-connection.ts) does the
 * upgrade, the framing, pings and close frames.
 */

/** Identifies one client of a run. */
export interface ClientIdentity {
  readonly role: 'producer' | 'consumer';
  /** Unique within the role over the whole run, from 0. */
  readonly number: number;
  /** The stream that it writes or reads. */
  readonly stream: number;
}

/** What a consumer wants of the past; nothing by default: events from now on. */
export interface Opening {
  /** All events behind this seq as well, as the server replays them; 0: all. Needs `replay`. */
  readonly replayFrom?: number;
  /** Goes on behind this seq, past and live joined in order. Needs `resume`. */
  readonly resumeAfter?: number;
}

/** The connection while it is being opened: messages one by one. */
export interface Link {
  /** A string goes as a text message, bytes as a binary one. */
  send(message: string | Uint8Array): void;
  /** The next message of the server. Rejects when the connection is gone, with its close code. */
  next(): Promise<Buffer>;
}

/** What a connection does for as long as it lives. */
export interface Session {
  /** Sent every so often without being asked. */
  readonly heartbeat?: { readonly message: string | Uint8Array; readonly everyMs: number };
}

/** A WebSocket message as the client sends it, complete with its header and a mask of zeros. */
export interface PreparedFrame {
  readonly bytes: Buffer;
  /** Where the payload begins in `bytes`; number and time are patched there. */
  readonly payloadAt: number;
}

/** Where what was read goes: one for each connection. */
export interface Sink {
  /** An event; `seq` is the server's number of it within the stream, 0 where it gives none. */
  event(bytes: Buffer, payloadAt: number, payloadLength: number, seq: number): void;
  /** The server has answered a heartbeat, and so holds everything sent before it. Only where that is promised. */
  heartbeatAnswered(): void;
  /** The server has stored the next event of this producer; from servers that answer each, in order. */
  eventStored?(): void;
  /** An answer that the protocol demands, such as a PONG inside it. */
  reply(message: string | Uint8Array): void;
}

/** How the clients of one server speak. Throws from `read` what a connection cannot go on with. */
export interface Wire {
  /** Path and subprotocol of the upgrade; both may differ per client. */
  upgrade(identity: ClientIdentity): { readonly path: string; readonly protocol?: string };
  /** Fetches the token that the client identifies with, before it connects. */
  authorise?(identity: ClientIdentity): Promise<string>;
  /** Does the handshake; resolves when the client can send or receive events. `token`: from `authorise`. */
  open(link: Link, identity: ClientIdentity, opening: Opening, token: string): Promise<Session>;
  /** Encodes a message that carries the payload. `frameMessage` of framing.ts helps. */
  prepare(identity: ClientIdentity, payload: Buffer): PreparedFrame;
  /**
   * Hot path. Reads the message that lies in `bytes` from `from` to `to`, tells the sink of each event, and
   * returns how far it has read. What is left is put in front of the next message: protocols whose units
   * do not end with a message (NATS, MQTT) return less than `to`, all others return `to`.
   */
  read(bytes: Buffer, from: number, to: number, sink: Sink): number;
}

/** What a wire's module exports. */
export interface WireModule {
  createWire(settings: unknown): Wire;
}
