/** The meta of every decoder of a maker's own service, in the order of `decoders.ts`. */
import type { DecoderMeta } from '../meta.js';
import { colmiBatteryMeta, colmiRealTimeMeta, colmiSportDetailMeta } from './colmi.js';
import { coreAdvertisementMeta, coreMeasurementMeta } from './core.js';
import { huamiStepsMeta } from './huami.js';
import { infiniTimeMotionMeta, infiniTimeStepsMeta } from './infinitime.js';
import { moxySensorDataMeta } from './moxy.js';
import {
  museAccMeta,
  museEegBlockMeta,
  museEegMeta,
  museGyroMeta,
  musePpgBlockMeta,
  musePpgMeta,
  museTelemetryMeta,
} from './muse.js';
import { tacxFecMeta } from './tacx-fec.js';

export const proprietaryCatalog: readonly DecoderMeta[] = [
  coreMeasurementMeta,
  coreAdvertisementMeta,
  moxySensorDataMeta,
  tacxFecMeta,
  {
    ...tacxFecMeta,
    id: '6E40FEC3B5A3F393E0A9E50E24DCCA9E',
    name: 'Tacx FE-C over BLE, commands',
  },
  museEegMeta,
  { ...museEegMeta, id: '273E00044C4D454D96BEF03BAC821358', name: 'Muse EEG, AF7' },
  { ...museEegMeta, id: '273E00054C4D454D96BEF03BAC821358', name: 'Muse EEG, AF8' },
  { ...museEegMeta, id: '273E00064C4D454D96BEF03BAC821358', name: 'Muse EEG, TP10' },
  { ...museEegMeta, id: '273E00074C4D454D96BEF03BAC821358', name: 'Muse EEG, auxiliary' },
  museGyroMeta,
  museAccMeta,
  museTelemetryMeta,
  musePpgMeta,
  { ...musePpgMeta, id: '273E00104C4D454D96BEF03BAC821358', name: 'Muse PPG, infrared' },
  { ...musePpgMeta, id: '273E00114C4D454D96BEF03BAC821358', name: 'Muse PPG, red' },
  museEegBlockMeta,
  musePpgBlockMeta,
  colmiBatteryMeta,
  colmiRealTimeMeta,
  colmiSportDetailMeta,
  huamiStepsMeta,
  infiniTimeStepsMeta,
  infiniTimeMotionMeta,
];
