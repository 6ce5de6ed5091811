/** The meta of every ANT+ decoder, one line each, in the order of `decoders.ts`. */
import type { DecoderMeta } from '../meta.js';
import { antBatteryMeta } from './common-battery.js';
import { antCommandStatusMeta, antRequestMeta } from './common-command.js';
import { antMemoryMeta, antSubfieldsMeta, antTimeMeta } from './common-data.js';
import {
  antComponentManufacturerMeta,
  antComponentProductMeta,
  antManufacturerMeta,
  antProductMeta,
} from './common-product.js';
import { antErrorMeta, antPairedDeviceMeta } from './common-status.js';
import { antCoreTemperatureInfoMeta, antCoreTemperatureMeta } from './core-temperature.js';
import { antEnvironmentInfoMeta, antEnvironmentMeta } from './environment.js';
import { antFeCalibrationMeta, antFeCalibrationProgressMeta } from './fe-calibration.js';
import { antFeCapabilitiesMeta, antFeUserConfigurationMeta } from './fe-configuration.js';
import { antFeControlMeta } from './fe-control.js';
import { antFeGeneralMeta, antFeMetabolicMeta, antFeSettingsMeta } from './fe-general.js';
import { antFeMachineMeta } from './fe-machine.js';
import { antFeTrainerMeta, antFeTrainerTorqueMeta } from './fe-trainer.js';
import { antHeartRateMeta } from './heart-rate.js';
import { antMuscleOxygenMeta } from './muscle-oxygen.js';
import { antPowerMeta } from './power.js';
import { antPowerCalibrationMeta } from './power-calibration.js';
import {
  antLeftForceAngleMeta,
  antPedalPositionMeta,
  antRightForceAngleMeta,
  antTorqueBarycenterMeta,
} from './power-dynamics.js';
import { antTorqueEffectivenessMeta } from './power-effectiveness.js';
import { antPowerMeasurementMeta, antPowerParametersMeta } from './power-parameters.js';
import {
  antCrankTorqueFrequencyMeta,
  antPowerCrankTorqueMeta,
  antPowerWheelTorqueMeta,
} from './power-torque.js';
import { antCadenceMeta, antSpeedCadenceMeta, antSpeedMeta } from './speed-cadence.js';
import {
  antStrideCaloriesMeta,
  antStrideCapabilitiesMeta,
  antStrideMeta,
  antStrideStatusMeta,
  antStrideTotalsMeta,
} from './stride.js';
import { antWeightScaleMeta } from './weight-scale.js';

export const antCatalog: readonly DecoderMeta[] = [
  antPowerCalibrationMeta,
  antPowerParametersMeta,
  antPowerMeasurementMeta,
  antPowerMeta,
  antPowerWheelTorqueMeta,
  antPowerCrankTorqueMeta,
  antTorqueEffectivenessMeta,
  antTorqueBarycenterMeta,
  antCrankTorqueFrequencyMeta,
  antRightForceAngleMeta,
  antLeftForceAngleMeta,
  antPedalPositionMeta,
  antFeCalibrationMeta,
  antFeCalibrationProgressMeta,
  antFeGeneralMeta,
  antFeSettingsMeta,
  antFeMetabolicMeta,
  antFeMachineMeta,
  { ...antFeMachineMeta, id: '17/20', name: 'ANT+ Fitness Equipment, elliptical (20)' },
  { ...antFeMachineMeta, id: '17/21', name: 'ANT+ Fitness Equipment, stationary bike (21)' },
  { ...antFeMachineMeta, id: '17/22', name: 'ANT+ Fitness Equipment, rower (22)' },
  { ...antFeMachineMeta, id: '17/23', name: 'ANT+ Fitness Equipment, climber (23)' },
  { ...antFeMachineMeta, id: '17/24', name: 'ANT+ Fitness Equipment, Nordic skier (24)' },
  antFeTrainerMeta,
  antFeTrainerTorqueMeta,
  antFeControlMeta,
  { ...antFeControlMeta, id: '17/49', name: 'ANT+ Fitness Equipment, target power (49)' },
  { ...antFeControlMeta, id: '17/50', name: 'ANT+ Fitness Equipment, wind resistance (50)' },
  { ...antFeControlMeta, id: '17/51', name: 'ANT+ Fitness Equipment, track resistance (51)' },
  antFeCapabilitiesMeta,
  antFeUserConfigurationMeta,
  antEnvironmentInfoMeta,
  antEnvironmentMeta,
  antMuscleOxygenMeta,
  antWeightScaleMeta,
  { ...antWeightScaleMeta, id: '119/2', name: 'ANT+ Weight Scale, body composition (2)' },
  { ...antWeightScaleMeta, id: '119/3', name: 'ANT+ Weight Scale, metabolism (3)' },
  { ...antWeightScaleMeta, id: '119/4', name: 'ANT+ Weight Scale, masses (4)' },
  antHeartRateMeta,
  antSpeedCadenceMeta,
  antCadenceMeta,
  antSpeedMeta,
  antStrideMeta,
  antStrideStatusMeta,
  antStrideCaloriesMeta,
  antStrideTotalsMeta,
  antStrideCapabilitiesMeta,
  antCoreTemperatureInfoMeta,
  antCoreTemperatureMeta,
  antRequestMeta,
  antCommandStatusMeta,
  antComponentManufacturerMeta,
  antComponentProductMeta,
  antManufacturerMeta,
  antProductMeta,
  antBatteryMeta,
  antTimeMeta,
  antSubfieldsMeta,
  antMemoryMeta,
  antPairedDeviceMeta,
  antErrorMeta,
];
