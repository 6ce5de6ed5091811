/**
 * Who numbers the events, as a server sees it (P-EXT-8). Always new and never of a given `random`: two
 * producers with the same id would take each other's events for repetitions.
 */
export function newProducerId(): string {
  const { crypto } = globalThis as { readonly crypto?: Partial<Crypto> };
  return (
    crypto?.randomUUID?.() ?? [0, 0, 0].map(() => Math.random().toString(36).slice(2)).join('')
  );
}
