/** The option `persistence` as its users see it: what is inside is the producer's own affair. */

declare const opened: unique symbol;

/** Made by one of the entries `./file`, `./indexed-db` and `./store`; nothing can be done with it but hand it on. */
export interface Persistence {
  readonly [opened]: 'by the producer alone';
}
