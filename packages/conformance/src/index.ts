export type { Check, CheckOf, ClientCheck } from './check.js';
export { CHECKS } from './checks/all.js';
export type {
  ClientTarget,
  ClientUnderTest,
} from './clients/client-settings.js';
export {
  CLIENT_CHECKS,
  type ClientConformanceOptions,
  runClientConformance,
} from './clients/run-clients.js';
export { formatReport, formatRow, type Report, type ReportRow, type Verdict } from './report.js';
export { formatTable, type TableOptions } from './report-table.js';
export { type ConformanceOptions, runConformance, selectChecks } from './run.js';
export type {
  Developer,
  Developers,
  ReleaseStorage,
  RunSettings,
  ServerSettings,
  SettingsInput,
} from './settings.js';
export type {
  Bytes,
  Content,
  DeflateChange,
  FrameCase,
  FrameChange,
  FrameStep,
  HandshakeCase,
  MessageStep,
  Outcome,
  RequestChange,
  Step,
  WebSocketCase,
  WebSocketVerdict,
} from './websocket/case.js';
export { formatWebSocketReport, type WebSocketTextOptions } from './websocket/report.js';
export {
  runWebSocketSuite,
  type WebSocketReport,
  type WebSocketRow,
  type WebSocketSuiteOptions,
  webSocketCasesOf,
} from './websocket/run-websocket.js';
