/**
 * The life of a client's connections as a pure machine: (state, context, event) -> (state, context).
 *
 * Total: session-table.ts has a cell for each event in each state, and a missing one does not compile. What
 * is done on entering a state (fetch, open, identify, wait, close) and what is released on leaving it is the
 * driver's; each state has at most one deadline, which comes back as `timeout`. No clock, no chance, no
 * socket and no token here. Diagram: session-state.ts.
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

/** Whether the device has a network is recorded in every state: it counts when the next wait begins. */
const NETWORK_KNOWN: { readonly [E in EventName]?: boolean } = {
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
  const isOffline = NETWORK_KNOWN[event.type] ?? context.isOffline;
  const known = isOffline === context.isOffline ? context : { ...context, isOffline };
  const cell = SESSION_TABLE[state][event.type] as Cell<EventName>;
  if (typeof cell === 'function') return cell(known, event);
  return { state: cell === 'ignored' ? state : cell, context: known };
}
