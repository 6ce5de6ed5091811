/**
 * The contract of a sink: a target to which events are written. A sink does not connect to the broker,
 * store a cursor or retry: `forward` does this for all sinks. The test suite in `./testing` checks the
 * contract.
 */
import type { StreamEvent } from '@wearwire/client-consumer';

/** An event as a consumer delivers it. */
export type SinkEvent = StreamEvent;

/** One target of `forward`. Calls never overlap. */
export interface Sink {
  /** Name of the target in messages and metrics, such as `mqtt://host:1883`. MUST NOT contain a secret. */
  readonly name: string;
  /** Maximum number of events per `write`. Default 4,000. */
  readonly batchEventsMax?: number;
  /**
   * Connects and prepares the target. Called again after a rejection. MAY do nothing.
   * MUST reject when `signal` aborts.
   */
  open(signal: AbortSignal): Promise<void>;
  /**
   * Writes one or more events in order. MUST resolve only after the target has confirmed all of them.
   * After a rejection `forward` passes the same events again, in the same or in smaller batches, so the
   * write MUST be safe to repeat. MUST reject with a `SinkError`, whose class determines what `forward`
   * does next. MUST reject when `signal` aborts. MUST reconnect if the connection was lost.
   */
  write(events: readonly SinkEvent[], signal: AbortSignal): Promise<void>;
  /**
   * Releases all resources. MUST resolve even if the target cannot be reached. Called once, as the last
   * call.
   */
  close(): Promise<void>;
}
