export { LogServer, type LogServerOptions } from './log-server.js';
export {
  ScriptedConnection,
  type ScriptedFrame,
  ScriptedServer,
  type ScriptedServerOptions,
} from './scripted-server.js';
export { settle, VirtualClock } from './virtual-clock.js';
