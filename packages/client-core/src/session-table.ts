/** The table of the session machine: the result of each event in each state. */
import type { Handler, SessionContext, SessionStep, SessionTable } from './session-events.js';
import {
  afterClose,
  afterEarlyClose,
  afterTokenFailure,
  connect,
  noAnswer,
} from './session-losses.js';

const resume: Handler<'resume'> = (context) => connect({ ...context, reason: { kind: 'resumed' } });

/** Server and network are reachable. */
const readied: Handler<'ready'> = (context) => ({
  state: 'ready',
  context: { ...context, unansweredAttempts: 0 },
});

/** The connection is stable: the next failure starts new waits (P-CLI-4). */
const readyLasted: Handler<'timeout'> = (context) => ({ state: 'ready', context: fresh(context) });

/** A different network: connect at once, and forget the failures on the old one. */
const changeNetwork: Handler<'network-changed'> = (context) =>
  connect({ ...fresh(context), reason: { kind: 'network-changed' } });

const probe = (context: SessionContext): SessionStep => ({
  state: 'ready',
  context,
  effect: 'probe',
});

/** Resets the counters of failures, as after a stable connection. */
function fresh(context: SessionContext): SessionContext {
  const cleared = { attempt: 0, waits: 0, unansweredAttempts: 0, retriedAtOnce: false } as const;
  return { ...context, ...cleared, outage: 'none' };
}

/** Events of an attempt or link. A state that expects one of them overrides its cell; in the others it is late. */
const LATE = {
  start: 'ignored',
  token: 'ignored',
  'token-failed': 'ignored',
  opened: 'ignored',
  hello: 'ignored',
  ready: 'ignored',
  closed: 'ignored',
  silent: 'ignored',
} as const;

/** Events of the device in a state without connection or attempt. */
const DEVICE_IGNORED = {
  offline: 'ignored',
  online: 'ignored',
  'network-changed': 'ignored',
  wake: 'ignored',
} as const;

/**
 * Events of the device during an attempt. An attempt that began before the device woke up or got its network
 * back may never be answered, so it is restarted at once. An attempt continues when the device reports that
 * the network is gone, because such reports are often wrong.
 */
const DEVICE_IN_ATTEMPT = {
  offline: 'ignored',
  online: connect,
  'network-changed': changeNetwork,
  wake: connect,
} as const;

/** Events of the client in a state without an open link: `stop` has no link to close. */
const CLIENT_UNLINKED = { suspend: 'suspended', resume: 'ignored', stop: 'stopped' } as const;
/** Events of the client in a state with an open link. */
const CLIENT_LINKED = { suspend: 'suspended', resume: 'ignored', stop: 'closing' } as const;

export const SESSION_TABLE: SessionTable = {
  idle: {
    ...LATE,
    ...DEVICE_IGNORED,
    start: connect,
    timeout: 'ignored',
    suspend: 'ignored',
    resume: 'ignored',
    stop: 'stopped',
  },
  waiting: {
    ...LATE,
    ...CLIENT_UNLINKED,
    timeout: connect,
    offline: 'offline',
    online: connect,
    'network-changed': changeNetwork,
    wake: connect,
  },
  offline: {
    ...LATE,
    ...CLIENT_UNLINKED,
    timeout: 'ignored',
    offline: 'ignored',
    online: connect,
    'network-changed': changeNetwork,
    wake: connect,
  },
  authorizing: {
    ...LATE,
    ...CLIENT_UNLINKED,
    ...DEVICE_IN_ATTEMPT,
    token: 'opening',
    'token-failed': afterTokenFailure,
    timeout: noAnswer('token'),
  },
  opening: {
    ...LATE,
    ...CLIENT_UNLINKED,
    ...DEVICE_IN_ATTEMPT,
    opened: 'greeting',
    closed: afterEarlyClose,
    timeout: noAnswer('open'),
  },
  greeting: {
    ...LATE,
    ...CLIENT_LINKED,
    ...DEVICE_IN_ATTEMPT,
    hello: 'identifying',
    closed: afterEarlyClose,
    timeout: noAnswer('hello'),
  },
  identifying: {
    ...LATE,
    ...CLIENT_LINKED,
    ...DEVICE_IN_ATTEMPT,
    ready: readied,
    closed: afterClose,
    silent: noAnswer('heartbeat-ack'),
    timeout: noAnswer('ready'),
  },
  ready: {
    ...LATE,
    ...CLIENT_LINKED,
    closed: afterClose,
    silent: noAnswer('heartbeat-ack'),
    timeout: readyLasted,
    offline: 'ignored',
    online: probe,
    'network-changed': changeNetwork,
    wake: probe,
  },
  suspended: {
    ...LATE,
    ...DEVICE_IGNORED,
    timeout: 'ignored',
    suspend: 'ignored',
    resume,
    stop: 'stopped',
  },
  closing: {
    ...LATE,
    ...DEVICE_IGNORED,
    closed: 'stopped',
    timeout: 'stopped',
    suspend: 'ignored',
    resume: 'ignored',
    stop: 'ignored',
  },
  stopped: {
    ...LATE,
    ...DEVICE_IGNORED,
    timeout: 'ignored',
    suspend: 'ignored',
    resume: 'ignored',
    stop: 'ignored',
  },
};
