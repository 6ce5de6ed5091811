/** REPLAY in the reference server. */
import { replayEnd } from './extensions.js';
import type { Session } from './session.js';

const REPLAYS_MAX = 16;

export function replay(session: Session, d: unknown): void {
  const { fault } = session;
  const bounds = boundsOf(d, fault === 'accepts-any-bounds');
  if (!bounds) return session.close(1003, 'malformed REPLAY');
  const isCrossed = bounds.before !== undefined && bounds.before <= (bounds.after ?? 0) + 1;
  if (fault === 'crossed-bounds-close' && isCrossed) return session.close(1003, 'empty range');
  if (fault === 'after-needed' && bounds.after === undefined) return session.close(1003, 'after');
  if (fault === 'replay-loses-live') session.copiesOfLive = 0;
  if (fault === 'replay-duplicates-live') session.copiesOfLive = 2;
  session.replays++;
  setImmediate(() => {
    session.replays--;
  });
  if (fault === 'many-replays-1011' && session.replays > REPLAYS_MAX) {
    return session.close(1011, 'too many');
  }
  if (fault === 'replays-reversed') defer(session, () => send(session, bounds));
  else send(session, bounds);
}

interface Bounds {
  readonly after?: number;
  readonly before?: number;
}

function boundsOf(d: unknown, acceptsAny: boolean): Bounds | undefined {
  if (typeof d !== 'object' || d === null || Array.isArray(d)) return acceptsAny ? {} : undefined;
  const bounds = d as Bounds;
  const isValid = [bounds.after, bounds.before].every(
    (bound) => bound === undefined || (Number.isInteger(bound) && bound >= 0),
  );
  return isValid || acceptsAny ? bounds : undefined;
}

function send(session: Session, { after = 0, before }: Bounds): void {
  const log = session.server.logOf(session.grant?.developer ?? '');
  if (before === undefined && session.fault === 'before-needed') return;
  const bounds = { after, before: before ?? log.newest + 1 };
  const events = log.range(bounds.after, bounds.before);
  const end = replayEnd(session, bounds, events.length);
  if (end !== undefined && session.fault === 'replay-end-first') session.send(end);
  for (const event of events) session.send(event.text);
  if (end === undefined || session.fault === 'replay-end-first') return;
  if (session.fault === 'replay-end-late' && events.length > 0)
    setImmediate(() => session.send(end));
  else session.send(end);
}

const deferred = new WeakMap<Session, (() => void)[]>();

/** Collects work for 10 ms, then runs it in reverse order. */
function defer(session: Session, work: () => void): void {
  const waiting = deferred.get(session);
  if (waiting) {
    waiting.unshift(work);
    return;
  }
  const list = [work];
  deferred.set(session, list);
  setTimeout(() => {
    deferred.delete(session);
    for (const one of list) one();
  }, 10);
}
