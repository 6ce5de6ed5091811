/** What each extension adds in the reference server. */
import type { DeveloperLog, Subscriber } from './developer-log.js';
import type { Session } from './session.js';

const EPOCH = 7;
const STORE_LATE_MS = 60;
const SPREAD_MS = 10_000;

export function readyText(session: Session): string {
  if (session.fault === 'ready-with-field') return '{"op":4,"d":{}}';
  if (!session.uses('position')) return '{"op":4}';
  const log = session.server.logOf(session.grant?.developer ?? '');
  const missing = session.fault === 'position-too-low' ? 1 : 0;
  const { retentionMs } = session.server.options;
  const last = Math.max(log.first - 1, log.newest - missing);
  const d = { epoch: EPOCH, first_seq: log.first, last_seq: last, retention_ms: retentionMs };
  return JSON.stringify({ op: 4, d });
}

/** The REPLAY_END of a replay; `undefined` if `replay-end` was not negotiated. */
export function replayEnd(
  session: Session,
  bounds: { readonly after: number; readonly before: number },
  sent: number,
): string | undefined {
  if (!session.uses('replay-end')) return undefined;
  const { fault } = session;
  const log = session.server.logOf(session.grant?.developer ?? '');
  const wanted = Math.min(bounds.before, log.newest + 1) - bounds.after - 1;
  const truncated = sent < wanted && fault !== 'never-truncated';
  const reported = fault === 'replay-end-miscounts' ? sent + 1 : sent;
  const d = { ...bounds, sent: reported, first_available: log.first, truncated };
  return JSON.stringify({ op: 64, d });
}

/** With `ack`: stores a SUBMIT unless it is a duplicate, then acknowledges it. */
export function acknowledge(session: Session, n: unknown, store: () => void): void {
  const { fault, server } = session;
  if (typeof n !== 'number') {
    store();
    if (fault === 'acks-unnumbered') session.send('{"op":65,"d":{"n":1}}');
    return;
  }
  const user = fault === 'ignores-producer-id' ? '' : session.grant?.user;
  const producer = JSON.stringify([user, session.producerId]);
  const isKnown = session.producerId !== undefined && n <= (server.numbers.get(producer) ?? 0);
  if (!isKnown || fault === 'stores-again') {
    server.numbers.set(producer, n);
    if (fault === 'acks-before-store') setTimeout(store, STORE_LATE_MS);
    else store();
  }
  session.send(`{"op":65,"d":{"n":${n}}}`);
}

/** With `resume`: sends the events after `after`, then subscribes to live events. */
export function resume(session: Session, after: number, subscribe: () => void): void {
  const { fault, server } = session;
  const log = server.logOf(session.grant?.developer ?? '');
  const from = fault === 'resume-inclusive' ? after - 1 : after;
  for (const event of log.range(from, log.newest + 1)) session.send(event.text);
  if (fault === 'resume-loses-live') afterNextEvent(log, subscribe);
  else subscribe();
}

/** Calls `call` after one more event was appended and sent to all subscribers. */
function afterNextEvent(log: DeveloperLog, call: () => void): void {
  const subscriber: Subscriber = {
    isOpen: true,
    isMonitor: true,
    isAlive: () => Promise.resolve(true),
    closeAndRelease: () => {},
    dispatch: () =>
      setImmediate(() => {
        const at = log.subscribers.indexOf(subscriber);
        if (at < 0) return;
        log.subscribers.splice(at, 1);
        call();
      }),
  };
  log.subscribers.push(subscriber);
}

/** Sends RECONNECT if negotiated, and closes the session for a planned stop. */
export function closeForRestart(session: Session): void {
  const { fault } = session;
  const afterMs = fault === 'reconnect-not-spread' ? 0 : Math.floor(Math.random() * SPREAD_MS);
  const isAnnounced = session.uses('reconnect') && fault !== 'no-reconnect';
  if (isAnnounced) session.send(`{"op":66,"d":{"after_ms":${afterMs}}}`);
  session.close(fault === 'stops-with-1000' ? 1000 : 1012, 'restarting');
}
