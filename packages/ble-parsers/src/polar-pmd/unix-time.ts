/** 2000-01-01, the epoch of Polar devices, in ms since 1970. */
const EPOCH_2000_MS = 946_684_800_000;

/** Converts ns since 2000-01-01 to ms since 1970; `undefined` for 0, which means unknown. */
export function unixMs(ns: bigint): number | undefined {
  return ns === 0n ? undefined : Number(ns) / 1e6 + EPOCH_2000_MS;
}
