/**
 * The behaviour of a session that depends on its role. Each role has its own subclass, except that consumers and
 * monitors share `ConsumerRole`. A role lasts until `leave`, which releases everything that it acquired. The defaults
 * fit a role that neither submits nor receives.
 */
import { type HeartbeatAckFrame, Opcode } from '@wearwire/protocol';
import type { DeveloperStream } from '../../stream/developer-stream.js';

export type RoleName = 'anonymous' | 'producer' | 'consumer' | 'monitor';

const HEARTBEAT_ACK = { op: Opcode.HeartbeatAck } as const;

export abstract class Role {
  abstract readonly name: RoleName;
  /** The developer's stream; `undefined` before READY. */
  readonly stream: DeveloperStream | undefined = undefined;
  /** Limit of the unsent bytes of events, in addition to the limit for answers (`unsentBytesMax`). */
  readonly unsentEventBytesMax: number = 0;
  /** Ticket of its last SUBMIT; 0 before the first. */
  lastTicket = 0;

  /** SUBMITs up to this ticket are stored. */
  get storedTicket(): number {
    return 0;
  }

  /** When all its SUBMITs are within the rate limits; monotonic, ms. */
  get withinRateAtMs(): number {
    return 0;
  }

  heartbeatAck(): HeartbeatAckFrame {
    return HEARTBEAT_ACK;
  }

  /** Sends the ACK that is due and returns when to call again; `Infinity`: not before the next commit. */
  sendAck(_nowMs: number): number {
    return Infinity;
  }

  /** Requests a call of `Session.sendAcks` after the next commit. */
  notifyOnCommit(): void {}

  /** Called when the link can accept frames again. */
  drained(): void {}

  abstract leave(): void;
}
