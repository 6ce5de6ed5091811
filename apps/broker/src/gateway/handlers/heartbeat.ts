/** HEARTBEAT: one ACK each, paced, and behind the commit of the SUBMITs before it. */
import { Opcode } from '@wearwire/protocol';
import type { Client } from '../client.js';

export const HEARTBEAT_ACK = { op: Opcode.HeartbeatAck } as const;

export function acknowledge(client: Client): void {
  const { wheel, monotonicMs } = client.gateway;
  const nowMs = monotonicMs();
  const { producer } = client;
  client.acks.owe(nowMs, producer?.lastSeq ?? 0, producer?.rates?.paidAtMs);
  wheel.schedule(client, client.sendAcks(nowMs));
}
