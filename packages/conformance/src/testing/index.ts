/**
 * Tools for tests of applications: a virtual clock, a scripted server and a fault proxy. Clock and scripted
 * server are part of client-core, whose tests need them, and are re-exported here.
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
export type { LinkFaults } from './link-direction.js';
