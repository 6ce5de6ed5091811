/** A check of a client: one statement of P-CLI, as something that it does or does not do. */
import type { Arena } from './arena.js';

/** Where a client shall connect, and with what. */
export interface ClientTarget {
  /** `ws://127.0.0.1:PORT/connect`; `POST /auth/…` there hands out tokens as well. */
  readonly url: string;
  /** A fresh token; to be called once for each attempt. */
  readonly getToken: () => Promise<string>;
}

/** A client that runs and can be ended; a consumer or a producer is one. */
export interface ClientUnderTest {
  /** Ends it, whatever it is doing. */
  stop(): unknown;
}

export interface ClientSettings {
  /** Starts one client of the kind that is checked; many run at once, each with a target of its own. */
  readonly start: (target: ClientTarget) => ClientUnderTest | Promise<ClientUnderTest>;
  /** Told in HELLO. */
  readonly heartbeatIntervalMs: number;
  /** What a client may be late. */
  readonly marginMs: number;
  /** Time for its first connection. */
  readonly connectTimeoutMs: number;
}

/** One check of a client. */
export interface ClientCheck {
  readonly id: string;
  readonly rule: string;
  readonly title: string;
  readonly expected: string;
  /** Resolves with what was seen. Throws `Deviation`, or `NotApplicable` where it cannot look. */
  readonly run: (arena: Arena) => Promise<string>;
}
