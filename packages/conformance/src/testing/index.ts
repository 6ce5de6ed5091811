/**
 * For tests of one's own handlers. Clock and scripted server are of client-core, whose own tests need them;
 * they are handed on here so that one package is enough.
 */
export {
  ScriptedConnection,
  type ScriptedFrame,
  ScriptedServer,
  type ScriptedServerOptions,
  settle,
  VirtualClock,
} from '@wearwire/client-core/testing';
export { FaultProxy, type FaultProxyOptions } from './fault-proxy.js';
export type { LinkFaults } from './lane.js';
