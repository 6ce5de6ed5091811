/**
 * What a decoder may need to know that does not stand in the payload. One flat list for the package,
 * so that `decode({ profile, id, bytes, ...context })` passes it on; each decoder names what it uses.
 */
export interface DecodeContext {
  /** Read the payload as if its flags field were this, for machines that send a wrong one. */
  readonly flags?: number | undefined;
  /** Polar PMD: unit per count, from the answer to the start request (setting 5); 1 if not given. */
  readonly factor?: number | undefined;
}
