/** The flags of `conformance`: which checks to run, and the settings of the server. */

import { count, duration, flag, text } from '@wearwire/options';
import { CONNECTION_OPTIONS } from '../commands/connection-options.js';

export const CONFORMANCE_OPTIONS = {
  ...CONNECTION_OPTIONS,
  developer: {
    ...CONNECTION_OPTIONS.developer,
    isList: true,
    meaning:
      'Use this developer, which no other client may use during the run (default: WEARWIRE_DEVELOPER); a second one enables the checks with two streams',
  },
  only: {
    flag: 'only',
    kind: text('NAME'),
    isList: true,
    meaning: 'Run only this check (heartbeat.flood), group (heartbeat) or rule (P-HB-4)',
  },
  websocket: {
    flag: 'websocket',
    kind: flag,
    meaning: 'Check the WebSocket layer (RFC 6455, RFC 7692) instead of the protocol',
  },
  echo: {
    flag: 'echo',
    kind: flag,
    meaning: 'Expect an echo server instead of a server of this protocol; requires --websocket',
  },
  json: { flag: 'json', kind: flag, meaning: 'Print the report as JSON' },
  authUrl: {
    flag: 'auth-url',
    kind: text('URL'),
    meaning: 'Request tokens from this base URL (default: derived from the URL of the server)',
  },
  identifyTimeoutMs: {
    flag: 'identify-timeout',
    kind: duration,
    meaning: "Expect this IDENTIFY timeout of the server (default: the protocol's)",
  },
  probeTimeoutMs: {
    flag: 'probe-timeout',
    kind: duration,
    meaning: "Expect this probe timeout of the server (default: the protocol's)",
  },
  tokenLifetimeMs: {
    flag: 'token-lifetime',
    kind: duration,
    meaning: 'Expect unused tokens to expire after this time (default: expiry is not checked)',
  },
  retentionMs: {
    flag: 'retention',
    kind: duration,
    meaning: 'Expect events to be kept this long (default: retention is not checked)',
  },
  consumersPerDeveloper: {
    flag: 'consumers-per-developer',
    kind: count('N', 1, 100_000),
    default: 1,
    meaning: 'Expect this many consumer slots per developer',
  },
  monitorsPerDeveloper: {
    flag: 'monitors-per-developer',
    kind: count('N', 0, 100_000),
    default: 4,
    meaning: 'Expect this many monitor slots per developer',
  },
  consumerTakeOver: {
    flag: 'consumer-take-over',
    kind: flag,
    meaning: 'Expect a new consumer to replace the oldest one',
  },
  reusableTokens: {
    flag: 'reusable-tokens',
    kind: flag,
    meaning: 'Expect a token to be accepted any number of times until it expires',
  },
  idleConnections: {
    flag: 'idle-connections',
    kind: count('N', 1, 100_000),
    default: 1_000,
    meaning: 'Open this many connections that never send IDENTIFY',
  },
} as const;
