/** State shared by all sessions of a reference server. */
import { DeveloperLog } from './developer-log.js';
import type { ReferenceServerOptions } from './reference-server-options.js';
import { type Grant, TokenService } from './token-service.js';

/** The part of a session that other sessions use. */
export interface PeerSession {
  readonly role: number | undefined;
  readonly grant: Grant | undefined;
  cut(): void;
}

export interface ServerState {
  readonly options: ReferenceServerOptions;
  readonly tokens: TokenService;
  readonly sessions: ReadonlySet<PeerSession>;
  /** The newest `n` of each producer with an id. */
  readonly numbers: Map<string, number>;
  /** `/readyz` answers 503. */
  isStopping: boolean;
  /** Actions to run at the end of a stall; `undefined` if the storage is not stalled. */
  stalled: (() => void)[] | undefined;
  logOf(developer: string): DeveloperLog;
}

export function disconnectAll(server: ServerState): void {
  for (const session of server.sessions) session.cut();
}

/** Runs the action now, or at the end of a stall. */
export function whenStored(server: ServerState, action: () => void): void {
  if (server.stalled === undefined) action();
  else server.stalled.push(action);
}

export function createServerState(
  options: ReferenceServerOptions,
  sessions: ReadonlySet<PeerSession>,
): ServerState {
  const logs = new Map<string, DeveloperLog>();
  const logOf = (developer: string): DeveloperLog => {
    const log = logs.get(developer) ?? new DeveloperLog(options, logs);
    logs.set(developer, log);
    return log;
  };
  const tokens = new TokenService(options);
  const initial = { isStopping: false, stalled: undefined };
  return { options, tokens, sessions, numbers: new Map(), ...initial, logOf };
}
