/**
 * Settings of a run: the address of the server, the developers whose streams the run uses, and the server's
 * periods and limits. The heartbeat interval is read from HELLO; the rest defaults to the protocol's values.
 */
import { connectUrl } from '@wearwire/client-core';
import { LIMITS } from '@wearwire/protocol';

/** One or two developers. Checks that need a second developer are skipped without one. */
export type Developers = readonly [Developer, ...Developer[]];

/** A developer of the server under test, with its API key. */
export interface Developer {
  readonly id: string;
  readonly key: string;
}

/** Settings of the server under test; each defaults to the protocol's value. */
export interface ServerSettings {
  /** Time to identify before the server closes with 4000. Default 15,000. */
  readonly identifyTimeoutMs?: number;
  /** Time in which a consumer must answer a probe. Default 2,000. */
  readonly probeTimeoutMs?: number;
  /** Longest time that a HEARTBEAT_ACK waits for SUBMITs to be stored. Default 30,000. */
  readonly barrierTimeoutMs?: number;
  /** Largest message accepted. Default 65,536. */
  readonly frameBytesMax?: number;
  /** Deepest nesting accepted; the frame itself is level 1. Default 64. */
  readonly frameDepthMax?: number;
  /** Consumer slots per developer. Default 1. */
  readonly consumersPerDeveloper?: number;
  /** Monitors per developer. Default 4. */
  readonly monitorsPerDeveloper?: number;
  /** A new consumer displaces the oldest one instead of being refused. Default false. */
  readonly consumerTakeOver?: boolean;
  /** Tokens remain valid until they expire, instead of for one IDENTIFY. Default false. */
  readonly reusableTokens?: boolean;
  /** Lifetime of an unused token. Expiry is not checked if absent. */
  readonly tokenLifetimeMs?: number;
  /** How long events are kept. Retention is not checked if absent. */
  readonly retentionMs?: number;
}

/** Settings of the run itself. */
export interface RunSettings {
  /** Base URL of the token endpoints. Default: the parent of `url`, over http or https. */
  readonly authUrl?: string;
  /** Longest wait for an immediate reply. Default 10,000. */
  readonly replyTimeoutMs?: number;
  /**
   * Tolerance added to each deadline of the server. Default: 2,000 or a tenth of the interval, whichever is
   * more.
   */
  readonly marginMs?: number;
  /** Largest latency accepted on another developer's stream while a check sends invalid traffic. Default 2,000. */
  readonly neighbourLatencyMaxMs?: number;
  /** Connections opened at once by the check of clients that never identify. Default 1,000. */
  readonly idleConnections?: number;
  /**
   * Starts a planned stop of the server; called at the end of a run. Planned stops are not checked if absent.
   */
  readonly stopServer?: () => unknown;
  /**
   * Stalls the server's storage until the returned function is called. Acknowledgements during a stall are not
   * checked if absent.
   */
  readonly stallStorage?: () => ReleaseStorage | Promise<ReleaseStorage>;
  /** Called with the text of every frame that the checks' own connections send or receive. */
  readonly onFrame?: (frame: string, sender: 'client' | 'server') => void;
}

/** Ends a stall of the storage. */
export type ReleaseStorage = () => unknown;

/** Address of the server, the developers to use, and the settings of server and run. */
export interface SettingsInput extends ServerSettings, RunSettings {
  /** `ws://HOST:PORT/connect`. A missing path is added; `http(s)://` is accepted. */
  readonly url: string | URL;
  readonly developers: Developers;
}

/** Settings whose default does not depend on other settings. */
const DEFAULTS = {
  identifyTimeoutMs: LIMITS.identifyTimeoutMs.default,
  probeTimeoutMs: LIMITS.probeTimeoutMs.default,
  barrierTimeoutMs: LIMITS.barrierTimeoutMs.default,
  frameBytesMax: LIMITS.frameBytesMax.default,
  frameDepthMax: LIMITS.frameDepthMax.default,
  consumersPerDeveloper: LIMITS.consumersPerDeveloper.default,
  monitorsPerDeveloper: LIMITS.monitorsPerDeveloper.default,
  consumerTakeOver: false,
  reusableTokens: false,
  replyTimeoutMs: 10_000,
  neighbourLatencyMaxMs: 2_000,
  idleConnections: 1_000,
} as const;

export interface Settings
  extends Omit<SettingsInput, 'url' | 'authUrl' | 'marginMs' | keyof typeof DEFAULTS>,
    Required<Pick<SettingsInput, keyof typeof DEFAULTS>> {
  readonly url: URL;
  readonly authUrl: URL;
  readonly intervalMs: number;
  /** Longest time that the server accepts without a heartbeat: interval times leeway. */
  readonly windowMs: number;
  readonly marginMs: number;
}

/** `intervalMs` is the interval in HELLO. Throws an `Error` for an invalid URL. */
export function settingsOf(input: SettingsInput, intervalMs: number): Settings {
  const url = new URL(connectUrl(new URL(input.url).href));
  const given = Object.entries(input).filter(([, value]) => value !== undefined);
  return {
    ...DEFAULTS,
    marginMs: Math.max(2_000, intervalMs / 10),
    ...(Object.fromEntries(given) as unknown as SettingsInput),
    url,
    authUrl: input.authUrl === undefined ? authUrlOf(url) : new URL(input.authUrl),
    intervalMs,
    windowMs: intervalMs * LIMITS.heartbeatLeeway.default,
  };
}

function authUrlOf(url: URL): URL {
  const base = new URL('.', url);
  base.protocol = url.protocol === 'wss:' ? 'https:' : 'http:';
  base.search = '';
  return base;
}
