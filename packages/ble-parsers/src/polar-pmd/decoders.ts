/** Every Polar PMD decoder by the name of its stream; the frame type stands in the frame. */
import { decodePolarAcc } from './acc.js';
import { decodePolarControlPoint } from './control-point.js';
import { decodePolarEcg } from './ecg.js';
import {
  decodePolarPressure,
  decodePolarSkinTemperature,
  decodePolarTemperature,
} from './float-streams.js';
import { decodePolarGyro } from './gyro.js';
import { decodePolarLocation } from './location.js';
import { decodePolarMag } from './mag.js';
import { decodePolarOfflineHr } from './offline-hr.js';
import { polarPpgFrame } from './ppg-frame.js';
import { decodePolarPpi } from './ppi.js';
import { decodePolarSettings } from './settings.js';

export const polarPmdDecoders = {
  ECG: decodePolarEcg,
  PPG: polarPpgFrame,
  ACC: decodePolarAcc,
  PPI: decodePolarPpi,
  GYRO: decodePolarGyro,
  MAG: decodePolarMag,
  SKIN_TEMP: decodePolarSkinTemperature,
  LOCATION: decodePolarLocation,
  PRESSURE: decodePolarPressure,
  TEMPERATURE: decodePolarTemperature,
  OFFLINE_HR: decodePolarOfflineHr,
  CONTROL_POINT: decodePolarControlPoint,
  SETTINGS: decodePolarSettings,
} as const;
