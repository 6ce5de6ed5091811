/** A module of the broker's storage on NATS; the same instance as in the broker. */
export function natsModule(name) {
  return import(new URL(`../../broker/dist/storage/nats/${name}.js`, import.meta.url).href);
}
