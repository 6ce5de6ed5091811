/** SUBMIT: the hot path. Judged where it lies, then handed to the stream; nothing is parsed into objects. */
import { CloseCode } from '@wearwire/protocol';
import type { Client } from '../client.js';
import { stampMissingTs } from './stamp.js';

export function submit(client: Client, bytes: Uint8Array): void {
  const { scanner, settings, turns } = client.gateway;
  if (!scanner.hasObjectD(bytes) || !scanner.hasNonEmptyT(bytes)) {
    return client.refuseFrame('invalid-submit');
  }
  const { producer } = client;
  if (producer === undefined) return;
  const exceeded = producer.rates?.take(bytes.length, turns.nowMs);
  if (exceeded !== undefined) return client.refuseLimit(exceeded);
  const source = settings.stampMissingTs ? stampMissingTs(bytes, scanner) : bytes;
  if (!producer.submit(source, scanner)) {
    client.refuse(CloseCode.InvalidFrame, 'n of a SUBMIT is a whole number from 1');
  }
}
