/**
 * Who numbers the events, as a server sees it (P-EXT-8). Always new and never of a given `random`: two
 * producers of a user with the same id would take each other's events for repetitions. No secret.
 */
export function newProducerId(): string {
  return [0, 0, 0].map(() => Math.random().toString(36).slice(2)).join('');
}
