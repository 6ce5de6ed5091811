/**
 * The type of all reducers in this folder: functions with explicit state. They use no timers and no clock;
 * the same readings at the same times always give the same values.
 */

/**
 * `state` is `undefined` before the first packet and after a reconnect. `receivedAtMs` is the time of any
 * monotonic clock in ms. `derived` is `undefined` if nothing can be derived (yet).
 */
export type Reducer<State, Reading, Derived> = (
  state: State | undefined,
  reading: Reading,
  receivedAtMs: number,
) => readonly [state: State, derived: Derived | undefined];
