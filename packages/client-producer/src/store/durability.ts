/**
 * When a write counts as done: `process`, when it outlives the app (default); `disk`, when it outlives a
 * power cut too, which takes longer.
 */
export type Durability = 'process' | 'disk';
