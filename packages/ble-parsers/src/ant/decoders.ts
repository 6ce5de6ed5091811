/**
 * Every ANT+ decoder: `deviceType/page` in decimal, `common/page` for the pages of all devices, or the
 * device type alone where one decoder reads all pages. A new page is one line here.
 */
import { decodeAntBattery } from './common-battery.js';
import { decodeAntCommandStatus, decodeAntRequest } from './common-command.js';
import { decodeAntMemory, decodeAntSubfields, decodeAntTime } from './common-data.js';
import { decodeAntManufacturer, decodeAntProduct } from './common-product.js';
import { decodeAntError, decodeAntPairedDevice } from './common-status.js';
import { decodeAntCoreTemperature, decodeAntCoreTemperatureInfo } from './core-temperature.js';
import { decodeAntEnvironment, decodeAntEnvironmentInfo } from './environment.js';
import { decodeAntFeCalibration, decodeAntFeCalibrationProgress } from './fe-calibration.js';
import { decodeAntFeCapabilities, decodeAntFeUserConfiguration } from './fe-configuration.js';
import { decodeAntFeControl } from './fe-control.js';
import { decodeAntFeGeneral, decodeAntFeMetabolic, decodeAntFeSettings } from './fe-general.js';
import { decodeAntFeMachine } from './fe-machine.js';
import { decodeAntFeTrainer, decodeAntFeTrainerTorque } from './fe-trainer.js';
import { decodeAntHeartRate } from './heart-rate.js';
import { decodeAntMuscleOxygen } from './muscle-oxygen.js';
import { decodeAntPower } from './power.js';
import { decodeAntPowerCalibration } from './power-calibration.js';
import {
  decodeAntForceAngle,
  decodeAntPedalPosition,
  decodeAntTorqueBarycenter,
} from './power-dynamics.js';
import { decodeAntTorqueEffectiveness } from './power-effectiveness.js';
import { decodeAntPowerMeasurement, decodeAntPowerParameters } from './power-parameters.js';
import { decodeAntCrankTorqueFrequency, decodeAntPowerTorque } from './power-torque.js';
import { decodeAntCadence, decodeAntSpeed, decodeAntSpeedCadence } from './speed-cadence.js';
import {
  decodeAntStride,
  decodeAntStrideCapabilities,
  decodeAntStrideStatus,
  decodeAntStrideTotals,
} from './stride.js';
import { decodeAntWeightScale } from './weight-scale.js';

export const antDecoders = {
  '11/1': decodeAntPowerCalibration,
  '11/2': decodeAntPowerParameters,
  '11/3': decodeAntPowerMeasurement,
  '11/16': decodeAntPower,
  '11/17': decodeAntPowerTorque,
  '11/18': decodeAntPowerTorque,
  '11/19': decodeAntTorqueEffectiveness,
  '11/20': decodeAntTorqueBarycenter,
  '11/32': decodeAntCrankTorqueFrequency,
  '11/224': decodeAntForceAngle,
  '11/225': decodeAntForceAngle,
  '11/226': decodeAntPedalPosition,
  '17/1': decodeAntFeCalibration,
  '17/2': decodeAntFeCalibrationProgress,
  '17/16': decodeAntFeGeneral,
  '17/17': decodeAntFeSettings,
  '17/18': decodeAntFeMetabolic,
  '17/19': decodeAntFeMachine,
  '17/20': decodeAntFeMachine,
  '17/21': decodeAntFeMachine,
  '17/22': decodeAntFeMachine,
  '17/23': decodeAntFeMachine,
  '17/24': decodeAntFeMachine,
  '17/25': decodeAntFeTrainer,
  '17/26': decodeAntFeTrainerTorque,
  '17/48': decodeAntFeControl,
  '17/49': decodeAntFeControl,
  '17/50': decodeAntFeControl,
  '17/51': decodeAntFeControl,
  '17/54': decodeAntFeCapabilities,
  '17/55': decodeAntFeUserConfiguration,
  '25/0': decodeAntEnvironmentInfo,
  '25/1': decodeAntEnvironment,
  '31/1': decodeAntMuscleOxygen,
  '119/1': decodeAntWeightScale,
  '119/2': decodeAntWeightScale,
  '119/3': decodeAntWeightScale,
  '119/4': decodeAntWeightScale,
  '120': decodeAntHeartRate,
  '121': decodeAntSpeedCadence,
  '122': decodeAntCadence,
  '123': decodeAntSpeed,
  '124/1': decodeAntStride,
  '124/2': decodeAntStrideStatus,
  '124/3': decodeAntStrideStatus,
  '124/16': decodeAntStrideTotals,
  '124/22': decodeAntStrideCapabilities,
  '127/0': decodeAntCoreTemperatureInfo,
  '127/1': decodeAntCoreTemperature,
  'common/70': decodeAntRequest,
  'common/71': decodeAntCommandStatus,
  'common/78': decodeAntManufacturer,
  'common/79': decodeAntProduct,
  'common/80': decodeAntManufacturer,
  'common/81': decodeAntProduct,
  'common/82': decodeAntBattery,
  'common/83': decodeAntTime,
  'common/84': decodeAntSubfields,
  'common/85': decodeAntMemory,
  'common/86': decodeAntPairedDevice,
  'common/87': decodeAntError,
} as const;
