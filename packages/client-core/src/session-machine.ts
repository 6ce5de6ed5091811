/**
 * The state machine of a client's connections, as a pure function: (state, context, event) -> (state,
 * context).
 *
 * It is total: session-table.ts has a cell for each event in each state, and a missing cell does not compile.
 * The driver (session.ts) performs the actions on entering a state (fetch, open, identify, wait, close) and
 * releases resources on leaving it. Each state has at most one deadline, which arrives as the event
 * `timeout`. The machine uses no clock, random numbers, sockets or tokens. Diagram: session-state.ts.
 */
import type {
  Cell,
  EventName,
  SessionContext,
  SessionEvent,
  SessionStep,
} from './session-events.js';
import type { SessionState } from './session-state.js';
import { SESSION_TABLE } from './session-table.js';

/** The value of `isOffline` after these events, in every state; it decides whether a wait begins in `offline`. */
const IS_OFFLINE_AFTER: { readonly [E in EventName]?: boolean } = {
  offline: true,
  online: false,
  'network-changed': false,
  wake: false,
};

export function stepSession(
  state: SessionState,
  context: SessionContext,
  event: SessionEvent,
): SessionStep {
  const isOffline = IS_OFFLINE_AFTER[event.type] ?? context.isOffline;
  const updated = isOffline === context.isOffline ? context : { ...context, isOffline };
  const cell = SESSION_TABLE[state][event.type] as Cell<EventName>;
  if (typeof cell === 'function') return cell(updated, event);
  return { state: cell === 'ignored' ? state : cell, context: updated };
}
