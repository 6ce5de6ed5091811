/**
 * Every decoder of a service that belongs to one maker, by profile; there by UUID (128 bits, upper case,
 * without dashes), or by name where no UUID tells. A new characteristic is one line here.
 */
import { decodeColmiBattery, decodeColmiRealTime, decodeColmiSportDetail } from './colmi.js';
import { decodeCoreAdvertisement, decodeCoreMeasurement } from './core.js';
import { decodeHuamiSteps } from './huami.js';
import { decodeInfiniTimeMotion, decodeInfiniTimeSteps } from './infinitime.js';
import { decodeMoxySensorData } from './moxy.js';
import {
  decodeMuseAcc,
  decodeMuseEeg,
  decodeMuseEegBlock,
  decodeMuseGyro,
  decodeMusePpg,
  decodeMusePpgBlock,
  decodeMuseTelemetry,
} from './muse.js';
import { tacxFecPage } from './tacx-fec.js';

export const proprietaryDecoders = {
  core: {
    '000021015B1E4347B07C97B514DAE121': decodeCoreMeasurement,
    advertisement: decodeCoreAdvertisement,
  },
  moxy: { '6404D8044CB911E8B5660800200C9A66': decodeMoxySensorData },
  'tacx-fec': {
    '6E40FEC2B5A3F393E0A9E50E24DCCA9E': tacxFecPage,
    '6E40FEC3B5A3F393E0A9E50E24DCCA9E': tacxFecPage,
  },
  muse: {
    '273E00034C4D454D96BEF03BAC821358': decodeMuseEeg,
    '273E00044C4D454D96BEF03BAC821358': decodeMuseEeg,
    '273E00054C4D454D96BEF03BAC821358': decodeMuseEeg,
    '273E00064C4D454D96BEF03BAC821358': decodeMuseEeg,
    '273E00074C4D454D96BEF03BAC821358': decodeMuseEeg,
    '273E00094C4D454D96BEF03BAC821358': decodeMuseGyro,
    '273E000A4C4D454D96BEF03BAC821358': decodeMuseAcc,
    '273E000B4C4D454D96BEF03BAC821358': decodeMuseTelemetry,
    '273E000F4C4D454D96BEF03BAC821358': decodeMusePpg,
    '273E00104C4D454D96BEF03BAC821358': decodeMusePpg,
    '273E00114C4D454D96BEF03BAC821358': decodeMusePpg,
    'eeg-12bit': decodeMuseEegBlock,
    'ppg-24bit': decodeMusePpgBlock,
  },
  colmi: {
    battery: decodeColmiBattery,
    'real-time': decodeColmiRealTime,
    'sport-detail': decodeColmiSportDetail,
  },
  huami: { '000000070000351221180009AF100700': decodeHuamiSteps },
  infinitime: {
    '0003000178FC48FE8E23433B3A1942D0': decodeInfiniTimeSteps,
    '0003000278FC48FE8E23433B3A1942D0': decodeInfiniTimeMotion,
  },
} as const;
