/** Every GATT decoder by its 16-bit UUID, upper case. A new characteristic is one line here. */
import { decodeBatteryLevel } from './battery-level.js';
import { decodeBatteryLevelStatus } from './battery-level-status.js';
import { decodeBloodPressureFeature } from './blood-pressure-feature.js';
import {
  decodeBloodPressureMeasurement,
  decodeIntermediateCuffPressure,
} from './blood-pressure-measurement.js';
import { decodeBloodPressureRecord } from './blood-pressure-record.js';
import { decodeBodyCompositionFeature } from './body-composition-feature.js';
import { decodeBodyCompositionMeasurement } from './body-composition-measurement.js';
import { decodeBodySensorLocation } from './body-sensor-location.js';
import { decodeCgmFeature } from './cgm-feature.js';
import { decodeCgmMeasurement } from './cgm-measurement.js';
import { decodeCgmOpsControlPoint } from './cgm-ops-control-point.js';
import {
  decodeCgmSessionRunTime,
  decodeCgmSessionStartTime,
  decodeCgmStatus,
} from './cgm-session.js';
import { decodeCrossTrainerData } from './cross-trainer-data.js';
import { decodeCscFeature } from './csc-feature.js';
import { decodeCscMeasurement } from './csc-measurement.js';
import {
  decodeCurrentTime,
  decodeDayDateTime,
  decodeDstOffset,
  decodeLocalTimeInformation,
  decodeTimeZone,
} from './current-time.js';
import { decodeCyclingPowerControlPoint } from './cycling-power-control-point.js';
import { decodeCyclingPowerFeature } from './cycling-power-feature.js';
import { decodeCyclingPowerMeasurement } from './cycling-power-measurement.js';
import { decodeCyclingPowerVector } from './cycling-power-vector.js';
import { decodeDateTime } from './date-time.js';
import { decodeDeviceText, decodePnpId, decodeSystemId } from './device-information.js';
import {
  decodeEnhancedBloodPressureMeasurement,
  decodeEnhancedIntermediateCuffPressure,
} from './enhanced-blood-pressure.js';
import {
  decodeAcceleration,
  decodeAcceleration3d,
  decodeElevation,
  decodeHumidity,
  decodeMagneticFluxDensity2d,
  decodeMagneticFluxDensity3d,
  decodePreciseAcceleration3d,
  decodePressure,
  decodeTemperature,
  decodeUvIndex,
} from './environment.js';
import { decodeFitnessMachineControlPoint } from './fitness-machine-control-point.js';
import { decodeFitnessMachineFeature } from './fitness-machine-feature.js';
import { decodeFitnessMachineStatus } from './fitness-machine-status.js';
import { decodeGlucoseMeasurement } from './glucose-measurement.js';
import { decodeGlucoseMeasurementContext } from './glucose-measurement-context.js';
import { decodeHeartRateControlPoint } from './heart-rate-control-point.js';
import { decodeHeartRateMeasurement } from './heart-rate-measurement.js';
import { decodeIndoorBikeData } from './indoor-bike-data.js';
import { decodeLiveHealthObservation } from './live-health-observation.js';
import { decodeLnControlPoint } from './ln-control-point.js';
import { decodeLnFeature } from './ln-feature.js';
import { decodeLocationAndSpeed } from './location-and-speed.js';
import { decodeMeasurementInterval } from './measurement-interval.js';
import { decodeNavigation } from './navigation.js';
import {
  decodeActivityInstantaneous,
  decodeActivitySummary,
  decodeGeneralActivityInstantaneous,
  decodeStepCounterActivity,
} from './physical-activity.js';
import {
  decodePlxContinuousMeasurement,
  decodePlxFeatures,
  decodePlxSpotCheckMeasurement,
} from './plx.js';
import { decodePositionQuality } from './position-quality.js';
import { decodeRecordAccessControlPoint } from './record-access-control-point.js';
import { decodeRowerData } from './rower-data.js';
import { decodeRscFeature } from './rsc-feature.js';
import { decodeRscMeasurement } from './rsc-measurement.js';
import { decodeScControlPoint } from './sc-control-point.js';
import { decodeSensorLocation } from './sensor-location.js';
import { decodeStairClimberData } from './stair-climber-data.js';
import { decodeStepClimberData } from './step-climber-data.js';
import {
  decodeSupportedHeartRateRange,
  decodeSupportedInclinationRange,
  decodeSupportedPowerRange,
  decodeSupportedResistanceLevelRange,
  decodeSupportedSpeedRange,
} from './supported-ranges.js';
import { decodeTemperatureMeasurement, decodeTemperatureType } from './temperature-measurement.js';
import { decodeTrainingStatus } from './training-status.js';
import { decodeTreadmillData } from './treadmill-data.js';
import {
  decodeActivityGoal,
  decodeAge,
  decodeHeartRateLimit,
  decodeHeartRateMax,
  decodeHeartRateZoneLimits,
  decodeHeight,
  decodeRestingHeartRate,
  decodeStrideLength,
  decodeVo2Max,
  decodeWeight,
} from './user-data.js';
import { decodeWeightMeasurement } from './weight-measurement.js';
import { decodeWeightScaleFeature } from './weight-scale-feature.js';

export const gattDecoders = {
  '2A08': decodeDateTime,
  '2A0A': decodeDayDateTime,
  '2A0D': decodeDstOffset,
  '2A0E': decodeTimeZone,
  '2A0F': decodeLocalTimeInformation,
  '2A18': decodeGlucoseMeasurement,
  '2A19': decodeBatteryLevel,
  '2A1C': decodeTemperatureMeasurement,
  '2A1D': decodeTemperatureType,
  '2A1E': decodeTemperatureMeasurement,
  '2A21': decodeMeasurementInterval,
  '2A23': decodeSystemId,
  '2A24': decodeDeviceText,
  '2A25': decodeDeviceText,
  '2A26': decodeDeviceText,
  '2A27': decodeDeviceText,
  '2A28': decodeDeviceText,
  '2A29': decodeDeviceText,
  '2A2B': decodeCurrentTime,
  '2A34': decodeGlucoseMeasurementContext,
  '2A35': decodeBloodPressureMeasurement,
  '2A36': decodeIntermediateCuffPressure,
  '2A37': decodeHeartRateMeasurement,
  '2A38': decodeBodySensorLocation,
  '2A39': decodeHeartRateControlPoint,
  '2A49': decodeBloodPressureFeature,
  '2A50': decodePnpId,
  '2A52': decodeRecordAccessControlPoint,
  '2A53': decodeRscMeasurement,
  '2A54': decodeRscFeature,
  '2A55': decodeScControlPoint,
  '2A5B': decodeCscMeasurement,
  '2A5C': decodeCscFeature,
  '2A5D': decodeSensorLocation,
  '2A5E': decodePlxSpotCheckMeasurement,
  '2A5F': decodePlxContinuousMeasurement,
  '2A60': decodePlxFeatures,
  '2A63': decodeCyclingPowerMeasurement,
  '2A64': decodeCyclingPowerVector,
  '2A65': decodeCyclingPowerFeature,
  '2A66': decodeCyclingPowerControlPoint,
  '2A67': decodeLocationAndSpeed,
  '2A68': decodeNavigation,
  '2A69': decodePositionQuality,
  '2A6A': decodeLnFeature,
  '2A6B': decodeLnControlPoint,
  '2A6C': decodeElevation,
  '2A6D': decodePressure,
  '2A6E': decodeTemperature,
  '2A6F': decodeHumidity,
  '2A76': decodeUvIndex,
  '2A7E': decodeHeartRateLimit,
  '2A7F': decodeHeartRateLimit,
  '2A80': decodeAge,
  '2A81': decodeHeartRateLimit,
  '2A82': decodeHeartRateLimit,
  '2A83': decodeHeartRateLimit,
  '2A84': decodeHeartRateLimit,
  '2A88': decodeHeartRateLimit,
  '2A89': decodeHeartRateLimit,
  '2A8B': decodeHeartRateZoneLimits,
  '2A8D': decodeHeartRateMax,
  '2A8E': decodeHeight,
  '2A92': decodeRestingHeartRate,
  '2A94': decodeHeartRateZoneLimits,
  '2A95': decodeHeartRateZoneLimits,
  '2A96': decodeVo2Max,
  '2A98': decodeWeight,
  '2A9B': decodeBodyCompositionFeature,
  '2A9C': decodeBodyCompositionMeasurement,
  '2A9D': decodeWeightMeasurement,
  '2A9E': decodeWeightScaleFeature,
  '2AA0': decodeMagneticFluxDensity2d,
  '2AA1': decodeMagneticFluxDensity3d,
  '2AA7': decodeCgmMeasurement,
  '2AA8': decodeCgmFeature,
  '2AA9': decodeCgmStatus,
  '2AAA': decodeCgmSessionStartTime,
  '2AAB': decodeCgmSessionRunTime,
  '2AAC': decodeCgmOpsControlPoint,
  '2ACC': decodeFitnessMachineFeature,
  '2ACD': decodeTreadmillData,
  '2ACE': decodeCrossTrainerData,
  '2ACF': decodeStepClimberData,
  '2AD0': decodeStairClimberData,
  '2AD1': decodeRowerData,
  '2AD2': decodeIndoorBikeData,
  '2AD3': decodeTrainingStatus,
  '2AD4': decodeSupportedSpeedRange,
  '2AD5': decodeSupportedInclinationRange,
  '2AD6': decodeSupportedResistanceLevelRange,
  '2AD7': decodeSupportedHeartRateRange,
  '2AD8': decodeSupportedPowerRange,
  '2AD9': decodeFitnessMachineControlPoint,
  '2ADA': decodeFitnessMachineStatus,
  '2B34': decodeEnhancedBloodPressureMeasurement,
  '2B35': decodeEnhancedIntermediateCuffPressure,
  '2B36': decodeBloodPressureRecord,
  '2B3C': decodeGeneralActivityInstantaneous,
  '2B3D': decodeActivitySummary,
  '2B3E': decodeActivityInstantaneous,
  '2B3F': decodeActivitySummary,
  '2B40': decodeStepCounterActivity,
  '2B41': decodeActivityInstantaneous,
  '2B42': decodeGeneralActivityInstantaneous,
  '2B49': decodeStrideLength,
  '2B4C': decodeHeartRateZoneLimits,
  '2B4E': decodeActivityGoal,
  '2B8B': decodeLiveHealthObservation,
  '2BED': decodeBatteryLevelStatus,
  '2C06': decodeAcceleration,
  '2C1D': decodeAcceleration3d,
  '2C1E': decodePreciseAcceleration3d,
} as const;
