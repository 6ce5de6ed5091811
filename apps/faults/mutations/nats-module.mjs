/** Imports a module of the broker's storage on NATS: the instance that the broker itself uses. */
export function natsModule(name) {
  return import(new URL(`../../broker/dist/storage/nats/${name}.js`, import.meta.url).href);
}
