/**
 * What a run knows of its server: where it is, whose streams it may use, and the server's periods.
 * The interval comes from the server's own HELLO; the rest has the protocol's defaults.
 */
import { connectUrl } from '@wearwire/client-core';
import { LIMITS } from '@wearwire/protocol';

/** One, or two: without a second one, what needs a bystander is not looked at. */
export type Developers = readonly [Developer, ...Developer[]];

/** A developer of the server that is checked, with its API key. */
export interface Developer {
  readonly id: string;
  readonly key: string;
}

/** What the caller may say of the server; each has the protocol's default. */
export interface ServerFacts {
  /** Time to identify before 4000. Default 15,000. */
  readonly identifyTimeoutMs?: number;
  /** Time that a consumer has to answer a probe. Default 2,000. */
  readonly probeTimeoutMs?: number;
  /** Longest wait of a HEARTBEAT_ACK for SUBMITs that are not stored. Default 30,000. */
  readonly barrierTimeoutMs?: number;
  /** Longest message. Default 65,536. */
  readonly frameBytesMax?: number;
  /** Deepest nesting, the frame itself counted. Default 64. */
  readonly frameDepthMax?: number;
  /** Consumers of one developer at once. Default 1. */
  readonly consumersPerDeveloper?: number;
  /** Monitors of one developer at once. Default 4. */
  readonly monitorsPerDeveloper?: number;
  /** A new consumer takes the place of the oldest instead of being refused. Default false. */
  readonly consumerTakeOver?: boolean;
  /** Tokens are good until they expire. Default false. */
  readonly reusableTokens?: boolean;
  /** Life of an unused token. Unless given, expiry is not looked at. */
  readonly tokenLifetimeMs?: number;
  /** How long events are kept. Unless given, retention is not looked at. */
  readonly retentionMs?: number;
}

/** How the run itself behaves. */
export interface RunFacts {
  /** Base URL of the token endpoints; by default the folder of `url` over http(s). */
  readonly authUrl?: string;
  /** Longest wait for what must come at once. Default 10,000. */
  readonly replyTimeoutMs?: number;
  /** Allowance behind a deadline of the server. Default 2,000, or a tenth of the interval if that is more. */
  readonly marginMs?: number;
  /** Latency that a bystander may see while others misbehave. Default 2,000. */
  readonly bystanderLatencyMs?: number;
  /** How many connections that never identify are opened at once. Default 1,000. */
  readonly idleConnections?: number;
  /**
   * Begins a planned stop of the server; called at the end of a run. Unless given, planned stops are not
   * looked at.
   */
  readonly stopServer?: () => unknown;
  /**
   * Makes the server's storage keep nothing until the function that this resolves with is called. Unless given,
   * acknowledgements under a stalled storage are not looked at.
   */
  readonly stallStorage?: () => ReleaseStorage | Promise<ReleaseStorage>;
}

/** Lets the storage go on. */
export type ReleaseStorage = () => unknown;

export interface Settings extends Required<Omit<ServerFacts, 'tokenLifetimeMs' | 'retentionMs'>> {
  readonly url: URL;
  readonly authUrl: URL;
  /** Developers whose streams nobody else uses meanwhile. */
  readonly developers: Developers;
  readonly intervalMs: number;
  /** Longest time without a heartbeat: interval times leeway. */
  readonly windowMs: number;
  readonly replyTimeoutMs: number;
  readonly marginMs: number;
  readonly bystanderLatencyMs: number;
  readonly idleConnections: number;
  readonly tokenLifetimeMs: number | undefined;
  readonly retentionMs: number | undefined;
  readonly stopServer: (() => unknown) | undefined;
  readonly stallStorage: RunFacts['stallStorage'] | undefined;
}

/** Where the server is and whose streams the checks may use, beside what is known of it. */
export interface SettingsInput extends ServerFacts, RunFacts {
  /** `ws://HOST:PORT/connect`; without the path, or as `http(s)://`, it is completed. */
  readonly url: string | URL;
  readonly developers: Developers;
}

/** `intervalMs` is what HELLO said. Throws an `Error` for a URL that is none. */
export function settingsOf(input: SettingsInput, intervalMs: number): Settings {
  const url = new URL(connectUrl(new URL(input.url).href));
  return {
    url,
    authUrl: input.authUrl === undefined ? authUrlOf(url) : new URL(input.authUrl),
    developers: input.developers,
    intervalMs,
    windowMs: intervalMs * LIMITS.heartbeatLeeway.default,
    identifyTimeoutMs: input.identifyTimeoutMs ?? LIMITS.identifyTimeoutMs.default,
    probeTimeoutMs: input.probeTimeoutMs ?? LIMITS.probeTimeoutMs.default,
    barrierTimeoutMs: input.barrierTimeoutMs ?? LIMITS.barrierTimeoutMs.default,
    frameBytesMax: input.frameBytesMax ?? LIMITS.frameBytesMax.default,
    frameDepthMax: input.frameDepthMax ?? LIMITS.frameDepthMax.default,
    consumersPerDeveloper: input.consumersPerDeveloper ?? LIMITS.consumersPerDeveloper.default,
    monitorsPerDeveloper: input.monitorsPerDeveloper ?? LIMITS.monitorsPerDeveloper.default,
    consumerTakeOver: input.consumerTakeOver ?? false,
    reusableTokens: input.reusableTokens ?? false,
    replyTimeoutMs: input.replyTimeoutMs ?? 10_000,
    marginMs: input.marginMs ?? Math.max(2_000, intervalMs / 10),
    bystanderLatencyMs: input.bystanderLatencyMs ?? 2_000,
    idleConnections: input.idleConnections ?? 1_000,
    tokenLifetimeMs: input.tokenLifetimeMs,
    retentionMs: input.retentionMs,
    stopServer: input.stopServer,
    stallStorage: input.stallStorage,
  };
}

function authUrlOf(url: URL): URL {
  const base = new URL('.', url);
  base.protocol = url.protocol === 'wss:' ? 'https:' : 'http:';
  base.search = '';
  return base;
}
