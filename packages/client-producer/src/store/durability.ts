/**
 * What a write must survive before it counts. `process` (default): the end of the app; `disk`: a power cut as
 * well, which takes longer.
 */
export type Durability = 'process' | 'disk';
