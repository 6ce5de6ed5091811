/** The device information service: names and numbers of a device, read once. */
import { type DecoderMeta, metasOf } from '../meta.js';
import {
  type BytesInput,
  finish,
  finishExactly,
  type Payload,
  reader,
  u8,
  u16,
  u24,
  u32,
} from '../reader.js';
import type { DecodeResult } from '../result.js';
import { text } from '../text.js';

/** A text that describes the device. */
export interface DeviceText extends Payload {
  /** Without the zero bytes with which some devices pad it. */
  text: string;
}

/** Decodes 0x2A24 to 0x2A29: UTF-8, may be empty. Source: DIS 1.1, 3.1 to 3.6. */
export function decodeDeviceText(bytes: BytesInput): DecodeResult<DeviceText> {
  const r = reader(bytes);
  return finish(r, { text: text(r) });
}

/** Identifies the manufacturer and the device. */
export interface SystemId extends Payload {
  /** u40, assigned by the manufacturer. */
  manufacturerId: number;
  /** Organizationally unique identifier of the manufacturer, u24. */
  oui: number;
}

/** Decodes 0x2A23, 8 bytes. Source: GATT Specification Supplement, System ID; DIS 1.1, 3.7. */
export function decodeSystemId(bytes: BytesInput): DecodeResult<SystemId> {
  const r = reader(bytes);
  return finishExactly(r, { manufacturerId: u32(r) + u8(r) * 2 ** 32, oui: u24(r) });
}

/** Vendor and product, as for USB devices. */
export interface PnpId extends Payload {
  /** Organisation that assigned `vendorId`: 1 the Bluetooth SIG, 2 the USB Implementers Forum. */
  vendorIdSource: number;
  vendorId: number;
  productId: number;
  /** Usually BCD: 0x0123 is 1.2.3. */
  productVersion: number;
}

/** Decodes 0x2A50, 7 bytes. Source: GATT Specification Supplement, PnP ID; DIS 1.1, 3.9. */
export function decodePnpId(bytes: BytesInput): DecodeResult<PnpId> {
  const r = reader(bytes);
  return finishExactly(r, {
    vendorIdSource: u8(r),
    vendorId: u16(r),
    productId: u16(r),
    productVersion: u16(r),
  });
}

export const systemIdMeta: DecoderMeta<SystemId> = {
  profile: 'gatt',
  id: '2A23',
  name: 'System ID',
  source: 'GSS System ID; DIS 1.1, 3.7',
  fields: { manufacturerId: '', oui: '' },
};

export const pnpIdMeta: DecoderMeta<PnpId> = {
  profile: 'gatt',
  id: '2A50',
  name: 'PnP ID',
  source: 'GSS PnP ID; DIS 1.1, 3.9',
  fields: { vendorIdSource: '', vendorId: '', productId: '', productVersion: '' },
};

export const deviceTextMetas: readonly DecoderMeta[] = metasOf<DeviceText>(
  { profile: 'gatt', source: 'DIS 1.1, 3', fields: { text: '' } },
  {
    '2A24': 'Model Number String',
    '2A25': 'Serial Number String',
    '2A26': 'Firmware Revision String',
    '2A27': 'Hardware Revision String',
    '2A28': 'Software Revision String',
    '2A29': 'Manufacturer Name String',
  },
);
