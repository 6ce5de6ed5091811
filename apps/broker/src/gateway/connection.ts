/** One link: decodes its messages and passes them, with the session, to the dispatch table. Makes no decisions. */
import { CloseCode, type HelloFrame, type Negotiated, Opcode } from '@wearwire/protocol';
import type { Link, LinkEvents } from '../sockets/port.js';
import { dispatch } from './dispatch.js';
import type { Gateway } from './gateway.js';
import { Session } from './session.js';

const WRONG_ENCODING =
  'send text messages on a JSON connection, and binary messages on a MessagePack connection';

export class Connection implements LinkEvents {
  readonly session: Session;
  readonly #gateway: Gateway;
  readonly #whenClosed: () => void;

  /** Sends HELLO. `whenClosed` is called once, when the link has closed. */
  constructor(
    gateway: Gateway,
    link: Link,
    address: string,
    negotiated: Negotiated,
    whenClosed: () => void,
  ) {
    this.#gateway = gateway;
    this.#whenClosed = whenClosed;
    this.session = new Session(gateway, link, address, negotiated, (bytes) => this.#handle(bytes));
    this.session.send(helloOf(gateway.settings.heartbeatIntervalMs, negotiated));
  }

  /** Handles a message; hot path. `bytes` are valid until this returns. */
  received(bytes: Uint8Array, isBinary: boolean): void {
    const { session } = this;
    const { settings, turnClock } = this.#gateway;
    session.messageReceived(turnClock.nowMs);
    const { codec } = session;
    if (isBinary !== codec.isBinary) return session.refuse(CloseCode.InvalidFrame, WRONG_ENCODING);
    const json = codec.toJson(bytes, settings.frameBytesMax);
    if (json.ok) this.#handle(json.value);
    else session.refuseFrame(json.error);
    turnClock.countBytes(bytes.length);
  }

  pinged(): void {
    this.session.alive();
    // The adapter's pong may wait among the bytes that the client has not read.
    this.session.boundUnsent();
  }

  ponged(): void {
    this.session.alive();
  }

  drained(hasSpace: boolean): void {
    this.session.drained(hasSpace);
  }

  closed(): void {
    this.session.socketClosed();
    this.#whenClosed();
  }

  #handle(bytes: Uint8Array): void {
    const { frame } = this.#gateway;
    const error = frame.read(bytes);
    if (error === undefined) dispatch(this.session, frame);
    else this.session.refuseFrame(error);
  }
}

/** HELLO as published, plus the extensions that the client requested and the broker supports (P-EXT-1). */
function helloOf(heartbeatIntervalMs: number, { encoding, extensions }: Negotiated): HelloFrame {
  return {
    op: Opcode.Hello,
    d: {
      heartbeat_interval: heartbeatIntervalMs,
      ...(encoding !== undefined && { encoding }),
      ...(extensions.length > 0 && { extensions }),
    },
  };
}
