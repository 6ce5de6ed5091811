/** Every limit and period of the consumer. Those that both clients keep are in client-core. */
import type { LimitDefault } from '@wearwire/client-core';

export const CONSUMER_LIMITS = {
  /** Events that wait for one loop; then reading is put on hold, until half are left. */
  bufferEventsMax: { default: 1_024, unit: 'events' },
  /** Events held above a gap; what comes on top is let go and asked for again. */
  heldEventsMax: { default: 16_384, unit: 'events' },
  /** A replay without progress for so long has nothing more to bring. */
  quietMs: { default: 5_000, unit: 'ms' },
  /** Least time between two saves of the cursor. */
  cursorSaveMs: { default: 250, unit: 'ms' },
} as const satisfies Record<string, LimitDefault>;
