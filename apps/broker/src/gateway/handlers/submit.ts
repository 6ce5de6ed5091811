/** SUBMIT: the hot path. Judged where it lies, then handed to the stream; nothing is parsed into objects. */
import { CloseCode } from '@wearwire/protocol';
import type { Connection } from '../connection.js';
import { stampMissingTs } from './stamp.js';

export function submit(connection: Connection, bytes: Uint8Array): void {
  const { scanner, settings } = connection.gateway;
  if (!scanner.hasObjectD(bytes) || !scanner.hasNonEmptyT(bytes)) {
    return connection.refuseFrame('invalid-submit');
  }
  const source = settings.stampMissingTs ? stampMissingTs(bytes, scanner) : bytes;
  if (connection.producer?.submit(source, scanner) === false) {
    connection.refuse(CloseCode.InvalidFrame, 'n of a SUBMIT is a whole number from 1');
  }
}
