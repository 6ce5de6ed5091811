/** The options of the NATS backend. */
import type { Logger } from '../../observability/logger.js';
import type { LogClock } from '../log-clock.js';

/** The addresses of the servers, and the names and settings of the streams. */
export interface NatsSettings {
  /** `nats://a:4222,b:4222`; `tls://` for TLS. The first host may be preceded by a user and password, or a token. */
  readonly url: string;
  /** A credentials file (JWT and seed); empty: none. */
  readonly credentialsFile: string;
  /** A PEM file of the authority that signed the servers' certificates; empty: the authorities that Node trusts. */
  readonly caFile: string;
  /** A client certificate and its key, PEM files; empty: none. */
  readonly certFile: string;
  readonly keyFile: string;
  /** Prefix of the names of all streams and subjects. */
  readonly prefix: string;
  /** Number of replicas of each stream. */
  readonly replicas: number;
  /** Number of streams over which developers are distributed. */
  readonly shards: number;
}

/** The mechanisms that keep the log consistent. A test switches each one off to check that the tests detect it. */
export interface Mechanisms {
  /** Appends have a message id, which the servers compare when they apply an append. */
  readonly messageId: boolean;
  /** Readers omit a record that does not continue its predecessor. */
  readonly chainCheck: boolean;
  /** Events count as stored when the servers have confirmed them, not when they are sent. */
  readonly barrier: boolean;
  /** A broker that was disconnected checks whether it still holds its slots. */
  readonly leaseCheck: boolean;
  /** If appends of several brokers conflict, one of the brokers appends for all. The log is correct without it. */
  readonly forwarding: boolean;
}

export const ALL_MECHANISMS: Mechanisms = {
  messageId: true,
  chainCheck: true,
  barrier: true,
  leaseCheck: true,
  forwarding: true,
};

export interface NatsStorageOptions extends NatsSettings {
  readonly retentionMs: number;
  /** See `Retention.bytesMax`. */
  readonly bytesMax: number;
  /** Longest lifetime of a token or a session of posts. */
  readonly tokenLifetimeMs: number;
  /** Largest frame of a client. The stored part of a frame must fit into one message. */
  readonly frameBytesMax: number;
  readonly clock: Pick<LogClock, 'now' | 'ago' | 'check'>;
  readonly logger: Logger;
  readonly mechanisms?: Mechanisms;
}
