/** What the NATS backend is opened with. */
import type { Logger } from '../../observability/logger.js';
import type { LogClock } from '../log-clock.js';

/** How to reach the servers, and what the streams are called and made of. */
export interface NatsSettings {
  /** `nats://a:4222,b:4222`; `tls://` for TLS. A user and password, or a token, may stand before the first host. */
  readonly url: string;
  /** A credentials file (JWT and seed); empty: none. */
  readonly credentialsFile: string;
  /** A PEM file of the authority that signed the servers' certificates; empty: those that Node knows. */
  readonly caFile: string;
  /** A client certificate and its key, PEM files; empty: none. */
  readonly certFile: string;
  readonly keyFile: string;
  /** Begins the names of all streams and subjects. */
  readonly prefix: string;
  /** Copies of each stream. */
  readonly replicas: number;
  /** Streams that the developers are spread over. */
  readonly shards: number;
}

/** The mechanisms that keep the log whole. A test switches one off to see that another test notices. */
export interface Mechanisms {
  /** Appends carry a message id, which the servers compare when they apply them. */
  readonly messageId: boolean;
  /** Readers leave out a record that does not continue the one before it. */
  readonly chainCheck: boolean;
  /** Events count as stored when the servers have confirmed them, not when they were sent. */
  readonly barrier: boolean;
  /** A broker that was disconnected checks whether it still holds its slots. */
  readonly leaseCheck: boolean;
}

export const ALL_MECHANISMS: Mechanisms = {
  messageId: true,
  chainCheck: true,
  barrier: true,
  leaseCheck: true,
};

export interface NatsStorageOptions extends NatsSettings {
  readonly retentionMs: number;
  /** As `Retention.bytesMax`. */
  readonly bytesMax: number;
  /** Longest time for which a token, or a session of posts, is kept. */
  readonly tokenLifetimeMs: number;
  /** Longest frame of a client; what is stored of it has to fit into one message. */
  readonly frameBytesMax: number;
  readonly clock: Pick<LogClock, 'now' | 'ago' | 'check'>;
  readonly logger: Logger;
  readonly mechanisms?: Mechanisms;
}
