/** The limits of `LIMITS` that both ends keep, each by itself: a client carries those that it reads. */

/** `frameBytesMax` of `LIMITS`. */
export const FRAME_BYTES_MAX = 64 * 1024;
/** `frameBytesCut` of `LIMITS`. */
export const FRAME_BYTES_CUT = 16 * 1024 * 1024;
/** `frameDepthMax` of `LIMITS`. */
export const FRAME_DEPTH_MAX = 64;
/** `reconnectSpreadMs` of `LIMITS`. */
export const RECONNECT_SPREAD_MS = 10_000;
/** `reconnectWaitFirstMs` of `LIMITS`. */
export const RECONNECT_WAIT_FIRST_MS = 500;
/** `reconnectWaitMaxMs` of `LIMITS`. */
export const RECONNECT_WAIT_MAX_MS = 30_000;
