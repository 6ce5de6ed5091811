/** IDENTIFY: tokens, and the slots of a developer. */
import { readyText, resume } from './extensions.js';
import type { Session } from './session.js';

const LOOKUP_MS = 20;
const BACKLOG = 10;

interface IdentifyPayload {
  readonly token: string;
  readonly type: number;
  readonly after?: unknown;
  readonly producer_id?: unknown;
}

export function identify(session: Session, d: unknown): void {
  const { fault, server } = session;
  const token = (d as { token?: unknown } | null | undefined)?.token;
  if (session.role !== undefined || session.isIdentifying) {
    if (fault === 'second-identify-spends') server.tokens.spend(token);
    if (fault !== 'second-identify-ignored') session.close(4003, 'already identified');
    return;
  }
  if (!isPayload(d)) {
    const { code, reason } = fault === 'malformed-identify-1003' ? INVALID_FRAME : INVALID_TOKEN;
    if (fault === 'malformed-identify-spends') server.tokens.spend(token);
    return session.close(code, reason);
  }
  session.isIdentifying = true;
  if (fault === 'no-pipelining') setTimeout(() => void admit(session, d), LOOKUP_MS);
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
  const { fault, server } = session;
  const offered = server.tokens.redeem(token, type, true);
  if (!offered) return session.close(INVALID_TOKEN.code, INVALID_TOKEN.reason);
  if (type === 1 && offered.isMonitor && fault !== 'monitor-takes-slot') {
    if (isMonitorLimitReached(session, offered.developer)) {
      return session.close(1008, 'monitor limit reached');
    }
  } else if (type === 1) {
    const isFull = isSlotLimitReached(session, offered.developer);
    if (isFull && !(await freesSlot(session, offered.developer))) {
      if (fault === 'limit-spends-token') server.tokens.spend(token);
      return session.close(4002, 'consumer limit reached');
    }
  }
  if (type === 0 && fault === 'one-producer-per-user' && hasProducer(session, offered.user)) {
    return session.close(4002, 'the user has a producer');
  }
  const grant = server.tokens.redeem(token, type);
  if (!grant) return session.close(INVALID_TOKEN.code, INVALID_TOKEN.reason);
  session.grant = grant;
  session.role = type;
  session.isIdentifying = false;
  if (typeof producerId === 'string') session.producerId = producerId;
  session.send(readyText(session));
  if (session.uses('rejoin')) {
    const d = {
      token: server.tokens.issueForRejoin(grant),
      good_for_ms: server.options.tokenLifetimeMs,
    };
    session.send(JSON.stringify({ op: 68, d }));
  }
  const resumes = type === 1 && typeof after === 'number' && mayResume(session);
  if (resumes) resume(session, after, () => subscribe(session, grant.developer));
  else if (type === 1) subscribe(session, grant.developer);
}

function mayResume(session: Session): boolean {
  return session.uses('resume') || session.fault === 'uses-extensions-unrequested';
}

function isSlotLimitReached(session: Session, developer: string): boolean {
  const { consumersPerDeveloper } = session.server.options;
  const { subscribers } = session.server.logOf(developer);
  const consumers = subscribers.filter(({ isMonitor }) => !isMonitor);
  return session.fault !== 'no-consumer-limit' && consumers.length >= consumersPerDeveloper;
}

function isMonitorLimitReached(session: Session, developer: string): boolean {
  const { monitorsPerDeveloper } = session.server.options;
  const monitors = session.server.logOf(developer).subscribers.filter(({ isMonitor }) => isMonitor);
  return session.fault !== 'no-monitor-limit' && monitors.length >= monitorsPerDeveloper;
}

/** Probes the holders of slots and closes those that do not answer; true if a slot is free now. */
async function freesSlot(session: Session, developer: string): Promise<boolean> {
  const { subscribers } = session.server.logOf(developer);
  const { consumerTakeOver, probeTimeoutMs } = session.server.options;
  if (consumerTakeOver || session.fault === 'always-takes-over') {
    const code = session.fault === 'take-over-1001' ? 1001 : 4002;
    subscribers[0]?.closeAndRelease(code, 'another consumer took over');
    return true;
  }
  const holders = subscribers.filter(({ isMonitor }) => !isMonitor);
  const alive = await Promise.all(holders.map((holder) => holder.isAlive(probeTimeoutMs)));
  holders.forEach((holder, index) => {
    if (!alive[index]) holder.closeAndRelease(1001, 'no answer to a ping');
  });
  return alive.includes(false);
}

function hasProducer(session: Session, user: string | undefined): boolean {
  return [...session.server.sessions].some((one) => one.role === 0 && one.grant?.user === user);
}

function subscribe(session: Session, developer: string): void {
  const log = session.server.logOf(developer);
  log.subscribers.push(session);
  if (session.fault !== 'sends-backlog') return;
  for (const event of log.range(log.newest - BACKLOG, log.newest + 1)) session.send(event.text);
}
