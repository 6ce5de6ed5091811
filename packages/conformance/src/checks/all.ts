/** Every check, in the order of docs/protocol.md. */
import type { Check } from '../check.js';
import { badConnectionChecks } from './bad-connections.js';
import { brokenWireChecks } from './broken-wire.js';
import { connectingChecks } from './connecting.js';
import { consumerPlaceChecks } from './consumer-places.js';
import { dispatchChecks } from './dispatch.js';
import { frameChecks } from './frames.js';
import { heartbeatChecks } from './heartbeat.js';
import { identifyChecks } from './identify.js';
import { invalidTokenChecks } from './invalid-token.js';
import { opcodeChecks } from './opcodes.js';
import { realClientChecks } from './real-clients.js';
import { replayChecks } from './replay.js';
import { replayLimitChecks } from './replay-limits.js';
import { submitChecks } from './submit.js';
import { tokenUseChecks } from './token-use.js';
import { tokenChecks } from './tokens.js';

export const CHECKS: readonly Check[] = [
  ...connectingChecks,
  ...frameChecks,
  ...brokenWireChecks,
  ...badConnectionChecks,
  ...identifyChecks,
  ...invalidTokenChecks,
  ...consumerPlaceChecks,
  ...heartbeatChecks,
  ...opcodeChecks,
  ...submitChecks,
  ...dispatchChecks,
  ...replayChecks,
  ...replayLimitChecks,
  ...tokenChecks,
  ...tokenUseChecks,
  ...realClientChecks,
];
