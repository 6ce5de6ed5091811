/**
 * The machine's monotonic clock in µs, equal in all processes of a machine (on Linux, macOS and Windows hrtime counts
 * from boot). `nowUs` is cheaper than hrtime, which allocates an array or a bigint at each call.
 */

const TRIES = 100;

/**
 * Offset from `performance.now` of this process to hrtime, from the attempt with the shortest time between the two
 * reads.
 */
function offsetUs(): number {
  let best = { widthUs: Infinity, offsetUs: 0 };
  for (let i = 0; i < TRIES; i++) {
    const before = performance.now() * 1e3;
    const middle = Number(process.hrtime.bigint() / 1000n);
    const after = performance.now() * 1e3;
    const widthUs = after - before;
    if (widthUs < best.widthUs) best = { widthUs, offsetUs: middle - (before + after) / 2 };
  }
  return best.offsetUs;
}

const OFFSET_US = offsetUs();

/** Returns the current time in µs, an integer. */
export function nowUs(): number {
  return Math.floor(performance.now() * 1e3 + OFFSET_US);
}
