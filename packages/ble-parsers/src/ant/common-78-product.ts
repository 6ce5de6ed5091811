/**
 * Common pages that identify an ANT+ device: 80 manufacturer and 81 product; 78 and 79 identify
 * one of several components in the same way.
 */
import { bits } from '../bits.js';
import { type DecoderMeta, metasOf } from '../meta.js';
import { type BytesInput, finish, reader, scaled, skip, u8, u16, u32 } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { type AntPage, antPage } from './page.js';

const SOURCE = 'ANT+ Common Pages';
const COMPONENT_MANUFACTURER = 78;
const COMPONENT_PRODUCT = 79;
const MANUFACTURER = 80;
const PRODUCT = 81;

interface AntComponent extends AntPage {
  /** Pages 78 and 79: number of components, 0 to 15. */
  componentCount?: number | undefined;
  /** Pages 78 and 79: the component that the page describes. */
  componentId?: number | undefined;
}

/** Common page 80 or 78. */
export interface AntManufacturer extends AntComponent {
  hwRevision: number;
  /** As listed by the ANT+ Alliance. */
  manufacturerId: number;
  modelNumber: number;
}

/**
 * Decodes common pages 80 and 78. Fails with `too-short` below 8 bytes, `invalid-value` for another
 * page.
 * Source: ANT+ Common Pages, as implemented by open-source decoders.
 */
export function decodeAntManufacturer(bytes: BytesInput): DecodeResult<AntManufacturer> {
  const r = reader(bytes);
  const page = antPage(r, MANUFACTURER, COMPONENT_MANUFACTURER);
  skip(r, 1);
  const byte2 = u8(r);
  return finish(r, {
    page,
    ...component(page === COMPONENT_MANUFACTURER, byte2),
    hwRevision: u8(r),
    manufacturerId: u16(r),
    modelNumber: u16(r),
  });
}

/** Common page 81 or 79. */
export interface AntProduct extends AntComponent {
  /** Version in decimal notation: main/10, with a supplement (main x 100 + supplement)/1000. */
  swVersion: number;
  swRevisionMain: number;
  /** `undefined` if there is none (0xFF). */
  swRevisionSupplemental?: number | undefined;
  /** `undefined` if there is none (0xFFFFFFFF). */
  serialNumber?: number | undefined;
}

/**
 * Decodes common pages 81 and 79. Fails with `too-short` below 8 bytes, `invalid-value` for another
 * page.
 * Source: ANT+ Common Pages.
 */
export function decodeAntProduct(bytes: BytesInput): DecodeResult<AntProduct> {
  const r = reader(bytes);
  const page = antPage(r, PRODUCT, COMPONENT_PRODUCT);
  const byte1 = u8(r);
  const swRevisionSupplemental = scaled(u8(r), 1, 0xff);
  const swRevisionMain = u8(r);
  return finish(r, {
    page,
    ...component(page === COMPONENT_PRODUCT, byte1),
    swVersion: (swRevisionMain * 100 + (swRevisionSupplemental ?? 0)) / 1000,
    swRevisionMain,
    swRevisionSupplemental,
    serialNumber: scaled(u32(r), 1, 0xffff_ffff),
  });
}

function component(isOne: boolean, byte: number): Partial<AntComponent> | undefined {
  return isOne ? { componentCount: bits(byte, 0, 4), componentId: byte >> 4 } : undefined;
}

export const antManufacturerMetas: readonly DecoderMeta[] = metasOf<AntManufacturer>(
  {
    profile: 'ant',
    source: SOURCE,
    fields: {
      page: '',
      componentCount: '',
      componentId: '',
      hwRevision: '',
      manufacturerId: '',
      modelNumber: '',
    },
  },
  {
    'common/78': 'ANT+ manufacturer of a component (78)',
    'common/80': 'ANT+ manufacturer (80)',
  },
);

export const antProductMetas: readonly DecoderMeta[] = metasOf<AntProduct>(
  {
    profile: 'ant',
    source: SOURCE,
    fields: {
      page: '',
      componentCount: '',
      componentId: '',
      swVersion: '',
      swRevisionMain: '',
      swRevisionSupplemental: '',
      serialNumber: '',
    },
  },
  {
    'common/79': 'ANT+ product of a component (79)',
    'common/81': 'ANT+ product (81)',
  },
);
