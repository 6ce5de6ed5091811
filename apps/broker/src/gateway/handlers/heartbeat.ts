/** HEARTBEAT: one ACK each, paced, and behind the commit of the SUBMITs before it. */
import { Opcode } from '@wearwire/protocol';
import type { Connection } from '../connection.js';

export const HEARTBEAT_ACK = { op: Opcode.HeartbeatAck } as const;

export function acknowledge(connection: Connection): void {
  const { wheel, monotonicMs } = connection.gateway;
  const nowMs = monotonicMs();
  connection.acks.owe(nowMs, connection.producer?.lastSeq ?? 0);
  wheel.schedule(connection, connection.sendAcks(nowMs));
}
