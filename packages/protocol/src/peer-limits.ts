/** The part of `LIMITS` that both ends keep: in a file of its own, so that clients carry no more. */
export const PEER_LIMITS = {
  frameBytesMax: { default: 64 * 1024, unit: 'bytes' },
  frameBytesCut: { default: 16 * 1024 * 1024, unit: 'bytes' },
  frameDepthMax: { default: 64, unit: 'levels' },
  reconnectSpreadMs: { default: 10_000, unit: 'ms' },
  reconnectWaitFirstMs: { default: 500, unit: 'ms' },
  reconnectWaitMaxMs: { default: 30_000, unit: 'ms' },
} as const;
