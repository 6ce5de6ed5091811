import type { CloseCode } from './close-codes.js';

/** Default reason that a server sends with each close code; at most 123 bytes. */
export const CLOSE_REASONS: Readonly<Record<CloseCode, string>> = {
  1000: 'closed',
  1001: 'server is shutting down',
  1003: 'frame violates the protocol',
  1007: 'text is not valid UTF-8',
  1008: 'a published limit was exceeded',
  1009: 'message is too large',
  1011: 'internal failure',
  1012: 'server is restarting',
  1013: 'try again later',
  4000: 'not identified',
  4001: 'token is not valid',
  4002: 'the developer has the maximum number of consumers',
  4003: 'already identified',
  4004: 'opcode is not allowed in this state',
  4005: 'no heartbeat in time',
};
