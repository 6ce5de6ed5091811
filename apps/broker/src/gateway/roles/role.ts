/**
 * What a session does that depends on who it is: one subclass for each role. A role is held from its start until
 * `leave`, which gives back all that it took. The defaults are those of a role that neither submits nor receives.
 */
import type { HeartbeatAckFrame } from '@wearwire/protocol';
import { Opcode } from '@wearwire/protocol';
import type { DeveloperStream } from '../../stream/developer-stream.js';

export type RoleName = 'anonymous' | 'producer' | 'consumer' | 'monitor';

const HEARTBEAT_ACK = { op: Opcode.HeartbeatAck } as const;

export abstract class Role {
  abstract readonly name: RoleName;
  /** The stream that it is in; `undefined` before READY. */
  readonly stream: DeveloperStream | undefined = undefined;
  /** Bytes of events that may be unsent beside the answers. */
  readonly unsentEventBytesMax: number = 0;
  /** Ticket of its last SUBMIT; 0 before the first. */
  lastTicket = 0;

  /** Its SUBMITs up to this ticket are stored. */
  get storedTicket(): number {
    return 0;
  }

  /** When all of its SUBMITs are paid for, where there is a rate; ms. */
  get paidAtMs(): number {
    return 0;
  }

  heartbeatAck(): HeartbeatAckFrame {
    return HEARTBEAT_ACK;
  }

  /** Sends the ACK that may go now and returns when to call again; `Infinity`: after the next commit. */
  sendAck(_nowMs: number): number {
    return Infinity;
  }

  /** Asks for `Session.sendAcks` after the next commit. */
  notifyOnCommit(): void {}

  /** The link has room again. */
  drained(): void {}

  abstract leave(): void;
}
