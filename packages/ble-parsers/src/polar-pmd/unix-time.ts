/** 2000-01-01, from which Polar devices count, in ms since 1970. */
const EPOCH_2000_MS = 946_684_800_000;

/** ms since 1970 of ns since 2000-01-01; `undefined` for 0, which is no time. */
export function unixMs(ns: bigint): number | undefined {
  return ns === 0n ? undefined : Number(ns) / 1e6 + EPOCH_2000_MS;
}
