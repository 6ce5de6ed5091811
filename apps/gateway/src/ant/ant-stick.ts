/**
 * The port to an ANT stick: sends and receives bytes without interpreting them. Implemented by `usb-stick.ts`; the
 * tests simulate a stick below it, at the level of USB transfers.
 */

/** An opened stick. */
export interface AntStick {
  /** The name in messages to the operator, such as `usb:1-4`. */
  readonly name: string;
  /** Rejects with `StickError`. */
  send(bytes: Uint8Array): Promise<void>;
  /** Received bytes; ends when the stick is unplugged or closed, and fails when a transfer fails otherwise. */
  readonly received: AsyncIterable<Uint8Array>;
  /** Never rejects. */
  close(): Promise<void>;
}

/** A stick that is plugged in. */
export interface FoundStick {
  readonly name: string;
  /** Rejects with `StickError`, whose message includes what to do. */
  open(): Promise<AntStick>;
}

/** Finds the sticks that are plugged in now. Rejects with `StickError` when USB cannot be used at all. */
export type FindSticks = () => Promise<readonly FoundStick[]>;
