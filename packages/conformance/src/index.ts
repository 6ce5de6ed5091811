export type { Check } from './check.js';
export { CHECKS } from './checks/all.js';
export { formatReport, formatRow, type Report, type ReportRow, type Verdict } from './report.js';
export { type ConformanceOptions, runConformance } from './run.js';
export type { Developer, RunFacts, ServerFacts, SettingsInput } from './settings.js';
