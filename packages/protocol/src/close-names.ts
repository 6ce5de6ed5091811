import type { CloseCode } from './close-codes.js';

/** The name of each close code of the protocol, for logs and documentation. */
export const CLOSE_NAMES: Readonly<Record<CloseCode, string>> = {
  1000: 'normal',
  1001: 'going-away',
  1003: 'invalid-frame',
  1007: 'invalid-utf8',
  1008: 'limit-exceeded',
  1009: 'too-large',
  1011: 'internal-error',
  1012: 'restarting',
  1013: 'try-again-later',
  4000: 'not-identified',
  4001: 'invalid-token',
  4002: 'already-connected',
  4003: 'already-identified',
  4004: 'invalid-opcode',
  4005: 'heartbeat-missed',
};
