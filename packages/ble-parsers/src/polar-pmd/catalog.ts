/** The meta of every Polar PMD decoder, one line each, in the order of `decoders.ts`. */
import type { DecoderMeta } from '../meta.js';
import { polarAccMeta } from './acc.js';
import { polarControlPointMeta } from './control-point.js';
import { polarEcgMeta } from './ecg.js';
import {
  polarPressureMeta,
  polarSkinTemperatureMeta,
  polarTemperatureMeta,
} from './float-streams.js';
import { polarGyroMeta } from './gyro.js';
import { polarLocationMeta } from './location.js';
import { polarMagMeta } from './mag.js';
import { polarOfflineHrMeta } from './offline-hr.js';
import { polarPpgMeta } from './ppg.js';
import { polarPpiMeta } from './ppi.js';
import { polarSettingsMeta } from './settings.js';

export const polarPmdCatalog: readonly DecoderMeta[] = [
  polarEcgMeta,
  polarPpgMeta,
  polarAccMeta,
  polarPpiMeta,
  polarGyroMeta,
  polarMagMeta,
  polarSkinTemperatureMeta,
  polarLocationMeta,
  polarPressureMeta,
  polarTemperatureMeta,
  polarOfflineHrMeta,
  polarControlPointMeta,
  polarSettingsMeta,
];
