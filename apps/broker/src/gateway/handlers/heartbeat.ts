/** HEARTBEAT: one ACK each, paced, and behind the commit of the SUBMITs before it. */
import { Opcode } from '@wearwire/protocol';
import type { Client } from '../client.js';

export const HEARTBEAT_ACK = { op: Opcode.HeartbeatAck } as const;

export function acknowledge(client: Client): void {
  const { wheel, monotonicMs } = client.gateway;
  const nowMs = monotonicMs();
  client.acks.owe(nowMs, client.producer?.lastSeq ?? 0);
  wheel.schedule(client, client.sendAcks(nowMs));
}
