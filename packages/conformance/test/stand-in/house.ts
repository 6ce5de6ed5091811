/** What the connections of one stand-in share. */
import { DeveloperLog } from './developer-log.js';
import type { Session } from './session.js';
import type { StandInOptions } from './stand-in-options.js';
import { TokenDesk } from './token-desk.js';

export interface House {
  readonly options: StandInOptions;
  readonly desk: TokenDesk;
  readonly sessions: Set<Session>;
  /** The newest number of each producer that told an id. */
  readonly numbers: Map<string, number>;
  /** As `/readyz` tells it. */
  isStopping: boolean;
  /** Runs when the storage goes on; `undefined`: it is not stalled. */
  stalled: (() => void)[] | undefined;
  logOf(developer: string): DeveloperLog;
}

export function endAll(house: House): void {
  for (const session of house.sessions) session.cut();
}

/** Does it now, or when the storage goes on. */
export function whenStored(house: House, action: () => void): void {
  if (house.stalled === undefined) action();
  else house.stalled.push(action);
}

export function houseOf(options: StandInOptions): House {
  const logs = new Map<string, DeveloperLog>();
  const logOf = (developer: string): DeveloperLog => {
    const log = logs.get(developer) ?? new DeveloperLog(options, logs);
    logs.set(developer, log);
    return log;
  };
  const desk = new TokenDesk(options);
  const nothing = { isStopping: false, stalled: undefined };
  return { options, desk, sessions: new Set(), numbers: new Map(), ...nothing, logOf };
}
