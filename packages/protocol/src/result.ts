/** Outcome of anything that decodes: total, so no exception crosses a codec. */
export type Result<T, E> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E };
