/** IDENTIFY in the stand-in: tokens, and a developer's places. */
import { readyText, resume } from './extensions.js';
import type { Session } from './session.js';

const LOOK_UP_MS = 20;
const BACKLOG = 10;

interface IdentifyPayload {
  readonly token: string;
  readonly type: number;
  readonly after?: unknown;
  readonly producer_id?: unknown;
}

export function identify(session: Session, d: unknown): void {
  const { fault, house } = session;
  const token = (d as { token?: unknown } | null | undefined)?.token;
  if (session.role !== undefined || session.isIdentifying) {
    if (fault === 'second-identify-spends') house.desk.spend(token);
    if (fault !== 'second-identify-ignored') session.close(4003, 'already identified');
    return;
  }
  if (!isPayload(d)) {
    const { code, reason } = fault === 'malformed-identify-1003' ? INVALID_FRAME : INVALID_TOKEN;
    if (fault === 'malformed-identify-spends') house.desk.spend(token);
    return session.close(code, reason);
  }
  session.isIdentifying = true;
  if (fault === 'no-pipelining') setTimeout(() => void admit(session, d), LOOK_UP_MS);
  else void admit(session, d);
}

const INVALID_FRAME = { code: 1003, reason: 'malformed IDENTIFY' };
const INVALID_TOKEN = { code: 4001, reason: 'token is not valid' };

function isPayload(d: unknown): d is IdentifyPayload {
  if (typeof d !== 'object' || d === null) return false;
  const { token, type } = d as Partial<IdentifyPayload>;
  return typeof token === 'string' && (type === 0 || type === 1);
}

async function admit(session: Session, payload: IdentifyPayload): Promise<void> {
  const { token, type, after, producer_id: producerId } = payload;
  const { fault, house } = session;
  const offered = house.desk.redeem(token, type, true);
  if (!offered) return session.close(INVALID_TOKEN.code, INVALID_TOKEN.reason);
  if (type === 1 && offered.isMonitor && fault !== 'monitor-takes-place') {
    if (isFullOfMonitors(session, offered.developer)) {
      return session.close(1008, 'as many monitors as are allowed');
    }
  } else if (type === 1) {
    const isFull = isFullHouse(session, offered.developer);
    if (isFull && !(await findsPlace(session, offered.developer))) {
      if (fault === 'limit-spends-token') house.desk.spend(token);
      return session.close(4002, 'as many consumers as are allowed');
    }
  }
  if (type === 0 && fault === 'one-producer-per-user' && hasProducer(session, offered.user)) {
    return session.close(4002, 'the user has a producer');
  }
  const grant = house.desk.redeem(token, type);
  if (!grant) return session.close(INVALID_TOKEN.code, INVALID_TOKEN.reason);
  session.grant = grant;
  session.role = type;
  session.isIdentifying = false;
  if (typeof producerId === 'string') session.producerId = producerId;
  session.send(readyText(session));
  if (session.uses('rejoin')) {
    const d = {
      token: house.desk.issueForRejoin(grant),
      good_for_ms: house.options.tokenLifetimeMs,
    };
    session.send(JSON.stringify({ op: 68, d }));
  }
  const isResumed = type === 1 && typeof after === 'number' && reads(session);
  if (isResumed) resume(session, after, () => watch(session, grant.developer));
  else if (type === 1) watch(session, grant.developer);
}

function reads(session: Session): boolean {
  return session.uses('resume') || session.fault === 'reads-unasked';
}

function isFullHouse(session: Session, developer: string): boolean {
  const { consumersPerDeveloper } = session.house.options;
  const { watchers } = session.house.logOf(developer);
  const consumers = watchers.filter(({ isMonitor }) => !isMonitor);
  return session.fault !== 'no-consumer-limit' && consumers.length >= consumersPerDeveloper;
}

function isFullOfMonitors(session: Session, developer: string): boolean {
  const { monitorsPerDeveloper } = session.house.options;
  const monitors = session.house.logOf(developer).watchers.filter(({ isMonitor }) => isMonitor);
  return session.fault !== 'no-monitor-limit' && monitors.length >= monitorsPerDeveloper;
}

/** Probes those who hold a place; true when one of them is gone now. */
async function findsPlace(session: Session, developer: string): Promise<boolean> {
  const { watchers } = session.house.logOf(developer);
  const { consumerTakeOver, probeTimeoutMs } = session.house.options;
  if (consumerTakeOver || session.fault === 'newcomer-takes-over') {
    const code = session.fault === 'take-over-1001' ? 1001 : 4002;
    watchers[0]?.giveUp(code, 'another consumer took over');
    return true;
  }
  const holders = watchers.filter(({ isMonitor }) => !isMonitor);
  const alive = await Promise.all(holders.map((holder) => holder.isAlive(probeTimeoutMs)));
  holders.forEach((holder, index) => {
    if (!alive[index]) holder.giveUp(1001, 'no answer to a ping');
  });
  return alive.includes(false);
}

function hasProducer(session: Session, user: string | undefined): boolean {
  return [...session.house.sessions].some((one) => one.role === 0 && one.grant?.user === user);
}

function watch(session: Session, developer: string): void {
  const log = session.house.logOf(developer);
  log.watchers.push(session);
  if (session.fault !== 'sends-backlog') return;
  for (const event of log.range(log.newest - BACKLOG, log.newest + 1)) session.send(event.text);
}
