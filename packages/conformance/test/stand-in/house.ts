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
  logOf(developer: string): DeveloperLog;
}

export function endAll(house: House): void {
  for (const session of house.sessions) session.cut();
}

export function houseOf(options: StandInOptions): House {
  const logs = new Map<string, DeveloperLog>();
  const logOf = (developer: string): DeveloperLog => {
    const log = logs.get(developer) ?? new DeveloperLog(options, logs);
    logs.set(developer, log);
    return log;
  };
  const desk = new TokenDesk(options);
  return { options, desk, sessions: new Set(), numbers: new Map(), isStopping: false, logOf };
}
