/**
 * What every reducer of this folder is: memory made explicit. It knows no timer and no clock; the same
 * readings at the same times always give the same values.
 */

/**
 * `state` is `undefined` before the first packet and after a reconnect; `receivedAtMs` is any clock in
 * ms that does not run backwards. `derived` is `undefined` when nothing can be said (yet).
 */
export type Reducer<State, Reading, Derived> = (
  state: State | undefined,
  reading: Reading,
  receivedAtMs: number,
) => readonly [state: State, derived: Derived | undefined];
