/** SUBMIT: the hot path. Judged where it lies, then handed to the stream; nothing is parsed into objects. */
import { CloseCode } from '@wearwire/protocol';
import type { Client } from '../client.js';
import { stampMissingTs } from './stamp.js';

export function submit(client: Client, bytes: Uint8Array): void {
  const { scanner, settings } = client.gateway;
  if (!scanner.hasObjectD(bytes) || !scanner.hasNonEmptyT(bytes)) {
    return client.refuseFrame('invalid-submit');
  }
  const source = settings.stampMissingTs ? stampMissingTs(bytes, scanner) : bytes;
  if (client.producer?.submit(source, scanner) === false) {
    client.refuse(CloseCode.InvalidFrame, 'n of a SUBMIT is a whole number from 1');
  }
}
