/**
 * The port to an ANT stick: bytes in both directions, nothing of their meaning. Adapters: `usb-stick.ts`, and
 * a simulated stick in the tests, one level lower (USB transfers).
 */

/** An opened stick. */
export interface AntStick {
  /** `usb:1-4`, for people. */
  readonly name: string;
  /** Rejects with `StickError`. */
  send(bytes: Uint8Array): Promise<void>;
  /** Bytes as they come; ends when the stick is gone or closed. */
  readonly received: AsyncIterable<Uint8Array>;
  /** Never rejects. */
  close(): Promise<void>;
}

/** A stick that is plugged in. */
export interface FoundStick {
  readonly name: string;
  /** Rejects with `StickError`, whose message tells what to do. */
  open(): Promise<AntStick>;
}

/** Finds the sticks that are plugged in now. Rejects with `StickError` when USB cannot be used at all. */
export type FindSticks = () => Promise<readonly FoundStick[]>;
