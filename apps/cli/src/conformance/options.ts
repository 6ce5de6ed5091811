/** The flags of `conformance`: what to look at, and what the server's settings are. */

import { CONNECTION_OPTIONS } from '../commands/connection-options.js';
import { count, duration, flag, text } from '../line/values.js';

export const CONFORMANCE_OPTIONS = {
  ...CONNECTION_OPTIONS,
  developer: {
    ...CONNECTION_OPTIONS.developer,
    isList: true,
    meaning:
      'Developer for the run alone (default: WEARWIRE_DEVELOPER); a second one serves the checks of two streams',
  },
  only: {
    flag: 'only',
    kind: text('NAME'),
    isList: true,
    meaning: 'only this check (heartbeat.flood), group (heartbeat) or rule (P-HB-4)',
  },
  websocket: {
    flag: 'websocket',
    kind: flag,
    meaning: 'run the cases of WebSocket itself instead, RFC 6455 and RFC 7692',
  },
  echo: {
    flag: 'echo',
    kind: flag,
    meaning: 'with --websocket: the server is an echo server, not one of this protocol',
  },
  json: { flag: 'json', kind: flag, meaning: 'the report as JSON' },
  authUrl: {
    flag: 'auth-url',
    kind: text('URL'),
    meaning: 'where auth/user and auth/developer are; by default beside the endpoint',
  },
  identifyTimeoutMs: {
    flag: 'identify-timeout',
    kind: duration,
    meaning: "the server's time to identify; by default the protocol's",
  },
  probeTimeoutMs: {
    flag: 'probe-timeout',
    kind: duration,
    meaning: "the server's time to answer a probe; by default the protocol's",
  },
  tokenLifetimeMs: {
    flag: 'token-lifetime',
    kind: duration,
    meaning: 'life of an unused token; without it expiry is not looked at',
  },
  retentionMs: {
    flag: 'retention',
    kind: duration,
    meaning: 'how long events are kept; without it that is not looked at',
  },
  consumersPerDeveloper: {
    flag: 'consumers-per-developer',
    kind: count('N', 1, 100_000),
    default: 1,
    meaning: 'consumers that the server allows a developer',
  },
  monitorsPerDeveloper: {
    flag: 'monitors-per-developer',
    kind: count('N', 0, 100_000),
    default: 4,
    meaning: 'monitors that the server allows a developer',
  },
  consumerTakeOver: {
    flag: 'consumer-take-over',
    kind: flag,
    meaning: 'the server lets a new consumer take the place of the oldest',
  },
  reusableTokens: {
    flag: 'reusable-tokens',
    kind: flag,
    meaning: 'tokens of the server are good until they expire',
  },
  idleConnections: {
    flag: 'idle-connections',
    kind: count('N', 1, 100_000),
    default: 1_000,
    meaning: 'connections that never identify, opened at once',
  },
} as const;
