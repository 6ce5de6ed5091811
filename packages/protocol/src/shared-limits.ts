/**
 * The limits that clients also use. They are separate constants, so that the bundle of a client contains only those
 * that it uses.
 */

/** `frameBytesMax` of `LIMITS`. */
export const FRAME_BYTES_MAX = 64 * 1024;
/**
 * Maximum growth of a frame from JSON to MessagePack: `0.1,` has 4 bytes in JSON and 9 in MessagePack; no other value
 * grows more.
 */
export const MSGPACK_GROWTH = 9 / 4;
/** `serverFrameBytesMax` of `LIMITS`. */
export const SERVER_FRAME_BYTES_MAX = 16 * 1024 * 1024;
/** `frameDepthMax` of `LIMITS`. */
export const FRAME_DEPTH_MAX = 64;
/** `batchEventsMax` of `LIMITS`. */
export const BATCH_EVENTS_MAX = 256;
/** `batchBytesMax` of `LIMITS`. */
export const BATCH_BYTES_MAX = 16 * 1024;
/** `reconnectSpreadMs` of `LIMITS`. */
export const RECONNECT_SPREAD_MS = 10_000;
/** `reconnectWaitFirstMs` of `LIMITS`. */
export const RECONNECT_WAIT_FIRST_MS = 500;
/** `reconnectWaitMaxMs` of `LIMITS`. */
export const RECONNECT_WAIT_MAX_MS = 30_000;
