/** All rows, in the order of the report. */
import type { FaultRow } from '../row.js';
import { clock } from './clock.js';
import { damagedBackup } from './damaged-backup.js';
import { damagedDirectory } from './damaged-directory.js';
import { damagedJournal } from './damaged-journal.js';
import { diskError } from './disk-error.js';
import { diskFull } from './disk-full.js';
import { diskStall } from './disk-stall.js';
import { fuzz } from './fuzz.js';
import { hostile } from './hostile.js';
import { kill } from './kill.js';
import { model } from './model.js';
import { natsBroker } from './nats-broker.js';
import { natsForks } from './nats-forks.js';
import { natsAllKill, natsLeaderKill, natsLeaderStop } from './nats-leader.js';
import { natsNetwork } from './nats-network.js';
import { natsRestart } from './nats-restart.js';
import { natsRestore } from './nats-restore.js';
import { natsRoaming } from './nats-roaming.js';
import { natsSlots } from './nats-slots.js';
import { powerCut } from './power-cut.js';
import { rfc6455 } from './rfc6455.js';
import { secondBroker } from './second-broker.js';

export const ROWS: readonly FaultRow[] = [
  kill,
  powerCut,
  diskStall,
  diskError,
  diskFull,
  clock,
  secondBroker,
  model,
  damagedDirectory,
  damagedBackup,
  damagedJournal,
  hostile,
  fuzz,
  rfc6455,
  natsLeaderKill,
  natsLeaderStop,
  natsAllKill,
  natsBroker,
  natsNetwork,
  natsForks,
  natsSlots,
  natsRoaming,
  natsRestart,
  natsRestore,
];
