/**
 * The meta of every decoder in the registry, for tables and inspectors: names, units, sources. A separate
 * entry (`@wearwire/ble-parsers/catalog`), so that programs that only decode do not bundle these texts.
 */
import { antCatalog } from './ant/catalog.js';
import { gattCatalog } from './gatt/catalog.js';
import { ieee11073Metas } from './ieee11073.js';
import type { DecoderMeta } from './meta.js';
import { polarPmdCatalog } from './polar-pmd/catalog.js';
import { proprietaryCatalog } from './proprietary/catalog.js';

export type { DecoderMeta } from './meta.js';

/** The meta of every decoder: GATT, ANT+, Polar, other makers, then the number formats of IEEE 11073. */
export const catalog: readonly DecoderMeta[] = [
  ...gattCatalog,
  ...antCatalog,
  ...polarPmdCatalog,
  ...proprietaryCatalog,
  ...ieee11073Metas,
];
