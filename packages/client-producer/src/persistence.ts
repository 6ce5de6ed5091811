/** The public type of the option `persistence`; its contents are internal. */

declare const opened: unique symbol;

/**
 * Opaque value for the option `persistence`, created by the entries `./file`, `./indexed-db` and `./store`.
 */
export interface Persistence {
  readonly [opened]: 'by the producer alone';
}
