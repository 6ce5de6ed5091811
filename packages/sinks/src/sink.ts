/**
 * The contract of a sink: one place that events are written to. A sink does not connect to the broker, keeps
 * no cursor and never tries again by itself: `forward` does that for every sink. The suite in `./testing`
 * checks it.
 */
import type { StreamEvent } from '@wearwire/client-consumer';

/** One event as a sink gets it: what a consumer delivers. */
export type SinkEvent = StreamEvent;

/** One target of `forward`. Calls never overlap. */
export interface Sink {
  /** The target for messages and metrics, such as `mqtt://host:1883`. MUST NOT hold a secret. */
  readonly name: string;
  /** Most events that one `write` gets. Default 500. */
  readonly batchEventsMax?: number;
  /**
   * Connects and prepares the target. Called again after it rejected. MAY do nothing.
   * MUST reject when `signal` aborts.
   */
  open(signal: AbortSignal): Promise<void>;
  /**
   * Writes events in their order; at least one. MUST resolve only after the target has confirmed all of them.
   * After a rejection the same events come again, in the same or in smaller batches: the write MUST be safe to
   * repeat. MUST reject with a `SinkError` that says what to do, and MUST reject when `signal` aborts.
   * MUST connect again by itself when the connection was lost.
   */
  write(events: readonly SinkEvent[], signal: AbortSignal): Promise<void>;
  /** Releases everything; resolves also when the target cannot be reached. Called once, last. */
  close(): Promise<void>;
}
