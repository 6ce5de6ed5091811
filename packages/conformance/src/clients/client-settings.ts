/** Settings of a run of the checks of clients: how to start a client, and how long to wait for it. */

/** The server that a client under test connects to. */
export interface ClientTarget {
  /** `ws://127.0.0.1:PORT/connect`. The server also answers `POST /auth/…` with tokens. */
  readonly url: string;
  /** Returns a fresh token; to be called once per attempt. */
  readonly getToken: () => Promise<string>;
}

/** A running client, such as a consumer or a producer. */
export interface ClientUnderTest {
  /** Stops the client in any state. */
  stop(): unknown;
}

export interface ClientSettings {
  /** Starts one client under test. Called several times; the clients run concurrently, each with its own target. */
  readonly start: (target: ClientTarget) => ClientUnderTest | Promise<ClientUnderTest>;
  /** Heartbeat interval in HELLO. */
  readonly heartbeatIntervalMs: number;
  /** Accepted delay of a client. */
  readonly marginMs: number;
  /** Longest wait for the first connection. */
  readonly connectTimeoutMs: number;
}
