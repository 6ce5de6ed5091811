/**
 * The failure that a completed write survives. `process` (default): the end of the app; `disk`: also a power cut,
 * which takes longer.
 */
export type Durability = 'process' | 'disk';
