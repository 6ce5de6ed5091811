/** All checks of a server. */
import type { Check } from '../check.js';
import { badConnectionChecks } from './bad-connections.js';
import { brokenWireChecks } from './broken-wire.js';
import { connectingChecks } from './connecting.js';
import { consumerSlotChecks } from './consumer-slots.js';
import { dispatchChecks } from './dispatch.js';
import { ackChecks } from './extension-ack.js';
import { batchChecks } from './extension-batch.js';
import { msgpackChecks } from './extension-msgpack.js';
import { reconnectChecks } from './extension-reconnect.js';
import { rejoinChecks } from './extension-rejoin.js';
import { replayEndChecks } from './extension-replay-end.js';
import { resumeChecks } from './extension-resume.js';
import { extensionChecks } from './extensions.js';
import { frameChecks } from './frames.js';
import { heartbeatChecks } from './heartbeat.js';
import { httpSubmitChecks } from './http-submit.js';
import { identifyChecks } from './identify.js';
import { invalidTokenChecks } from './invalid-token.js';
import { monitorChecks } from './monitors.js';
import { opcodeChecks } from './opcodes.js';
import { plannedStopChecks } from './planned-stops.js';
import { realClientChecks } from './real-clients.js';
import { replayChecks } from './replay.js';
import { replayLimitChecks } from './replay-limits.js';
import { submitChecks } from './submit.js';
import { tokenUseChecks } from './token-use.js';
import { tokenChecks } from './tokens.js';

/** All checks of a server, in the order of docs/protocol.md, in which they are reported. */
export const CHECKS: readonly Check[] = [
  ...connectingChecks,
  ...frameChecks,
  ...brokenWireChecks,
  ...badConnectionChecks,
  ...identifyChecks,
  ...invalidTokenChecks,
  ...consumerSlotChecks,
  ...heartbeatChecks,
  ...opcodeChecks,
  ...submitChecks,
  ...dispatchChecks,
  ...replayChecks,
  ...replayLimitChecks,
  ...tokenChecks,
  ...tokenUseChecks,
  ...httpSubmitChecks,
  ...extensionChecks,
  ...msgpackChecks,
  ...replayEndChecks,
  ...ackChecks,
  ...batchChecks,
  ...rejoinChecks,
  ...resumeChecks,
  ...monitorChecks,
  ...reconnectChecks,
  ...plannedStopChecks,
  ...realClientChecks,
];
