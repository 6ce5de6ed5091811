/** The extensions in the stand-in: what is granted, and what each of them adds to the published protocol. */
import { EXTENSIONS, type Negotiated } from '@wearwire/protocol';
import type { DeveloperLog, Watcher } from './developer-log.js';
import type { Session } from './session.js';
import type { StandInOptions } from './stand-in-options.js';

const EPOCH = 7;
const STORE_LATE_MS = 60;
const SPREAD_MS = 10_000;

export function negotiatedBy(options: StandInOptions, asked: Negotiated): Negotiated {
  const { fault, knowsExtensions = true } = options;
  if (!knowsExtensions) return { extensions: [] };
  if (asked.extensions.length === 0) return asked;
  if (fault === 'confirms-unasked') return { ...asked, extensions: EXTENSIONS };
  const strange = 'no-such-extension' as (typeof EXTENSIONS)[number];
  return fault === 'confirms-anything'
    ? { ...asked, extensions: [...asked.extensions, strange] }
    : asked;
}

export function readyText(session: Session): string {
  if (session.fault === 'ready-with-field') return '{"op":4,"d":{}}';
  if (!session.uses('position')) return '{"op":4}';
  const log = session.house.logOf(session.grant?.developer ?? '');
  const behind = session.fault === 'position-behind' ? 1 : 0;
  const { retentionMs } = session.house.options;
  const last = Math.max(log.first - 1, log.newest - behind);
  const d = { epoch: EPOCH, first_seq: log.first, last_seq: last, retention_ms: retentionMs };
  return JSON.stringify({ op: 4, d });
}

/** REPLAY_END for those who asked. */
export function replayEnd(
  session: Session,
  bounds: { readonly after: number; readonly before: number },
  sent: number,
): string | undefined {
  if (!session.uses('replay-end')) return undefined;
  const { fault } = session;
  const log = session.house.logOf(session.grant?.developer ?? '');
  const wanted = Math.min(bounds.before, log.newest + 1) - bounds.after - 1;
  const truncated = sent < wanted && fault !== 'never-truncated';
  const told = fault === 'replay-end-miscounts' ? sent + 1 : sent;
  const d = { ...bounds, sent: told, first_available: log.first, truncated };
  return JSON.stringify({ op: 64, d });
}

/** With `ack`: stores a SUBMIT, unless its producer's number came before, and says so. */
export function acknowledge(session: Session, n: unknown, store: () => void): void {
  const { fault, house } = session;
  if (typeof n !== 'number') {
    store();
    if (fault === 'acks-unnumbered') session.send('{"op":65,"d":{"n":1}}');
    return;
  }
  const user = fault === 'producers-mixed-up' ? '' : session.grant?.user;
  const producer = JSON.stringify([user, session.producerId]);
  const isKnown = session.producerId !== undefined && n <= (house.numbers.get(producer) ?? 0);
  if (!isKnown || fault === 'stores-again') {
    house.numbers.set(producer, n);
    if (fault === 'acks-before-store') setTimeout(store, STORE_LATE_MS);
    else store();
  }
  session.send(`{"op":65,"d":{"n":${n}}}`);
}

/** With `resume`: what is behind `after`, then `watch` begins. */
export function resume(session: Session, after: number, watch: () => void): void {
  const { fault, house } = session;
  const log = house.logOf(session.grant?.developer ?? '');
  const from = fault === 'resume-inclusive' ? after - 1 : after;
  for (const event of log.range(from, log.newest + 1)) session.send(event.text);
  if (fault === 'resume-loses-live') afterNextEvent(log, watch);
  else watch();
}

/** Calls back when one more event is in the log, and all of its watchers have it. */
function afterNextEvent(log: DeveloperLog, call: () => void): void {
  const look: Watcher = {
    isOpen: true,
    isMonitor: true,
    isAlive: () => Promise.resolve(true),
    giveUp: () => {},
    dispatch: () =>
      setImmediate(() => {
        const at = log.watchers.indexOf(look);
        if (at < 0) return;
        log.watchers.splice(at, 1);
        call();
      }),
  };
  log.watchers.push(look);
}

/** A planned stop. */
export function farewell(session: Session): void {
  const { fault } = session;
  const afterMs = fault === 'reconnect-at-once' ? 0 : Math.floor(Math.random() * SPREAD_MS);
  const isTold = session.uses('reconnect') && fault !== 'no-reconnect';
  if (isTold) session.send(`{"op":66,"d":{"after_ms":${afterMs}}}`);
  session.close(fault === 'stops-with-1000' ? 1000 : 1012, 'restarting');
}
