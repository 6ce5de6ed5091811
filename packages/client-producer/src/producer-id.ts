/**
 * The id under which a server knows the numbers of a producer (P-EXT-8). It is always new and ignores a given
 * `random`: if two producers of a user had the same id, the server would treat their events as duplicates of
 * each other. It is not a secret.
 */
export function newProducerId(): string {
  return [0, 0, 0].map(() => Math.random().toString(36).slice(2)).join('');
}
