/** Common pages of any ANT+ device: 70 requests a page, 71 reports the status of a command. */
import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finish, reader, u8, u16, u32 } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { type AntPage, antPage } from './page.js';

const SOURCE = 'ANT+ Common Pages';
const STATUSES = ['pass', 'fail', 'not-supported', 'rejected', 'pending'] as const;

/** Common page 70. */
export interface AntRequest extends AntPage {
  /** Serial number of the requested device; 0xFFFF is any. */
  slaveSerialNumber: number;
  /** Descriptor such as subpages, two bytes; 0xFFFF if there is none. */
  descriptorRaw: number;
  /** Bits 0-6: number of transmissions; bit 7: acknowledged; 0x80: transmit until acknowledged. */
  requestedTransmissionRaw: number;
  requestedPage: number;
  /** 1 data page, 2 ANT-FS session, 3 data page from a slave, 4 set of pages. */
  commandType: number;
}

/**
 * Decodes common page 70. Fails with `too-short` below 8 bytes, `invalid-value` for another page.
 * Source: ANT+ Common Pages, as implemented by open-source decoders.
 */
export function decodeAntRequest(bytes: BytesInput): DecodeResult<AntRequest> {
  const r = reader(bytes);
  return finish(r, {
    page: antPage(r, 70),
    slaveSerialNumber: u16(r),
    descriptorRaw: u16(r),
    requestedTransmissionRaw: u8(r),
    requestedPage: u8(r),
    commandType: u8(r),
  });
}

/** Common page 71. */
export interface AntCommandStatus extends AntPage {
  /** Page number of the last command; 0xFF if there was none. */
  lastCommandId: number;
  /** Increases with every command; 0xFF if there was none. */
  sequenceNumber: number;
  /** `undefined` if there was no command (0xFF) or the code is reserved. */
  status?: (typeof STATUSES)[number] | undefined;
  /** The code of `status`, as sent. */
  statusCode: number;
  /** Bytes 4-7, which depend on the command. */
  dataRaw: number;
}

/**
 * Decodes common page 71. Fails with `too-short` below 8 bytes, `invalid-value` for another page.
 * Source: ANT+ Common Pages.
 */
export function decodeAntCommandStatus(bytes: BytesInput): DecodeResult<AntCommandStatus> {
  const r = reader(bytes);
  const page = antPage(r, 71);
  const lastCommandId = u8(r);
  const sequenceNumber = u8(r);
  const statusCode = u8(r);
  return finish(r, {
    page,
    lastCommandId,
    sequenceNumber,
    status: STATUSES[statusCode],
    statusCode,
    dataRaw: u32(r),
  });
}

export const antRequestMeta: DecoderMeta<AntRequest> = {
  profile: 'ant',
  id: 'common/70',
  name: 'ANT+ request (70)',
  source: SOURCE,
  fields: {
    page: '',
    slaveSerialNumber: '',
    descriptorRaw: '',
    requestedTransmissionRaw: '',
    requestedPage: '',
    commandType: '',
  },
};

export const antCommandStatusMeta: DecoderMeta<AntCommandStatus> = {
  profile: 'ant',
  id: 'common/71',
  name: 'ANT+ command status (71)',
  source: SOURCE,
  fields: {
    page: '',
    lastCommandId: '',
    sequenceNumber: '',
    status: '',
    statusCode: '',
    dataRaw: '',
  },
};
