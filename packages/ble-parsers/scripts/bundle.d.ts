export interface Bundle {
  /** Size in bytes, minified and compressed with brotli. */
  bytes: number;
  /** The code with its original names, to see what it contains. */
  code: string;
}

/** Bundles `names` of `src/ENTRY`, or all of it (`*`). */
export function bundle(entry: string, names: readonly string[] | '*'): Promise<Bundle>;

/** Bundles a module given as text; it may import `@wearwire/ble-parsers`. */
export function bundleCode(code: string): Promise<Bundle>;
