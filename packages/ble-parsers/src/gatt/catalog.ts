/** The meta of every GATT characteristic in the order of `decoders.ts`, those that share a decoder last. */
import type { DecoderMeta } from '../meta.js';
import { batteryLevelMeta } from './battery-level.js';
import { batteryLevelStatusMeta } from './battery-level-status.js';
import { bloodPressureFeatureMeta } from './blood-pressure-feature.js';
import {
  bloodPressureMeasurementMeta,
  intermediateCuffPressureMeta,
} from './blood-pressure-measurement.js';
import { bloodPressureRecordMeta } from './blood-pressure-record.js';
import { bodyCompositionFeatureMeta } from './body-composition-feature.js';
import { bodyCompositionMeasurementMeta } from './body-composition-measurement.js';
import { bodySensorLocationMeta } from './body-sensor-location.js';
import { cgmFeatureMeta } from './cgm-feature.js';
import { cgmMeasurementMeta } from './cgm-measurement.js';
import { cgmOpsControlPointMeta } from './cgm-ops-control-point.js';
import { cgmSessionRunTimeMeta, cgmSessionStartTimeMeta, cgmStatusMeta } from './cgm-session.js';
import { crossTrainerDataMeta } from './cross-trainer-data.js';
import { cscFeatureMeta } from './csc-feature.js';
import { cscMeasurementMeta } from './csc-measurement.js';
import {
  currentTimeMeta,
  dayDateTimeMeta,
  dstOffsetMeta,
  localTimeInformationMeta,
  timeZoneMeta,
} from './current-time.js';
import { cyclingPowerControlPointMeta } from './cycling-power-control-point.js';
import { cyclingPowerFeatureMeta } from './cycling-power-feature.js';
import { cyclingPowerMeasurementMeta } from './cycling-power-measurement.js';
import { cyclingPowerVectorMeta } from './cycling-power-vector.js';
import { dateTimeMeta } from './date-time.js';
import { pnpIdMeta, systemIdMeta } from './device-information.js';
import { deviceTextMetas } from './device-texts-meta.js';
import {
  enhancedBloodPressureMeasurementMeta,
  enhancedIntermediateCuffPressureMeta,
} from './enhanced-blood-pressure.js';
import {
  acceleration3dMeta,
  accelerationMeta,
  elevationMeta,
  humidityMeta,
  magneticFluxDensity2dMeta,
  magneticFluxDensity3dMeta,
  preciseAcceleration3dMeta,
  pressureMeta,
  temperatureMeta,
  uvIndexMeta,
} from './environment.js';
import { fitnessMachineControlPointMeta } from './fitness-machine-control-point.js';
import { fitnessMachineFeatureMeta } from './fitness-machine-feature.js';
import { fitnessMachineStatusMeta } from './fitness-machine-status.js';
import { glucoseMeasurementMeta } from './glucose-measurement.js';
import { glucoseMeasurementContextMeta } from './glucose-measurement-context.js';
import { heartRateControlPointMeta } from './heart-rate-control-point.js';
import { heartRateLimitMetas } from './heart-rate-limits-meta.js';
import { heartRateMeasurementMeta } from './heart-rate-measurement.js';
import { indoorBikeDataMeta } from './indoor-bike-data.js';
import { liveHealthObservationMeta } from './live-health-observation.js';
import { lnControlPointMeta } from './ln-control-point.js';
import { lnFeatureMeta } from './ln-feature.js';
import { locationAndSpeedMeta } from './location-and-speed.js';
import { measurementIntervalMeta } from './measurement-interval.js';
import { navigationMeta } from './navigation.js';
import { physicalActivityMetas } from './physical-activity-meta.js';
import {
  plxContinuousMeasurementMeta,
  plxFeaturesMeta,
  plxSpotCheckMeasurementMeta,
} from './plx.js';
import { positionQualityMeta } from './position-quality.js';
import { recordAccessControlPointMeta } from './record-access-control-point.js';
import { rowerDataMeta } from './rower-data.js';
import { rscFeatureMeta } from './rsc-feature.js';
import { rscMeasurementMeta } from './rsc-measurement.js';
import { scControlPointMeta } from './sc-control-point.js';
import { sensorLocationMeta } from './sensor-location.js';
import { stairClimberDataMeta } from './stair-climber-data.js';
import { stepClimberDataMeta } from './step-climber-data.js';
import {
  supportedHeartRateRangeMeta,
  supportedInclinationRangeMeta,
  supportedPowerRangeMeta,
  supportedResistanceLevelRangeMeta,
  supportedSpeedRangeMeta,
} from './supported-ranges.js';
import {
  intermediateTemperatureMeta,
  temperatureMeasurementMeta,
  temperatureTypeMeta,
} from './temperature-measurement.js';
import { trainingStatusMeta } from './training-status.js';
import { treadmillDataMeta } from './treadmill-data.js';
import {
  activityGoalMeta,
  ageMeta,
  heartRateMaxMeta,
  heightMeta,
  restingHeartRateMeta,
  strideLengthMeta,
  vo2MaxMeta,
  weightMeta,
} from './user-data.js';
import { weightMeasurementMeta } from './weight-measurement.js';
import { weightScaleFeatureMeta } from './weight-scale-feature.js';

export const gattCatalog: readonly DecoderMeta[] = [
  dateTimeMeta,
  dayDateTimeMeta,
  dstOffsetMeta,
  timeZoneMeta,
  localTimeInformationMeta,
  glucoseMeasurementMeta,
  batteryLevelMeta,
  temperatureMeasurementMeta,
  temperatureTypeMeta,
  intermediateTemperatureMeta,
  measurementIntervalMeta,
  systemIdMeta,
  currentTimeMeta,
  glucoseMeasurementContextMeta,
  bloodPressureMeasurementMeta,
  intermediateCuffPressureMeta,
  heartRateMeasurementMeta,
  bodySensorLocationMeta,
  heartRateControlPointMeta,
  bloodPressureFeatureMeta,
  pnpIdMeta,
  recordAccessControlPointMeta,
  rscMeasurementMeta,
  rscFeatureMeta,
  scControlPointMeta,
  cscMeasurementMeta,
  cscFeatureMeta,
  sensorLocationMeta,
  plxSpotCheckMeasurementMeta,
  plxContinuousMeasurementMeta,
  plxFeaturesMeta,
  cyclingPowerMeasurementMeta,
  cyclingPowerVectorMeta,
  cyclingPowerFeatureMeta,
  cyclingPowerControlPointMeta,
  locationAndSpeedMeta,
  navigationMeta,
  positionQualityMeta,
  lnFeatureMeta,
  lnControlPointMeta,
  elevationMeta,
  pressureMeta,
  temperatureMeta,
  humidityMeta,
  uvIndexMeta,
  ageMeta,
  heartRateMaxMeta,
  heightMeta,
  restingHeartRateMeta,
  vo2MaxMeta,
  weightMeta,
  bodyCompositionFeatureMeta,
  bodyCompositionMeasurementMeta,
  weightMeasurementMeta,
  weightScaleFeatureMeta,
  magneticFluxDensity2dMeta,
  magneticFluxDensity3dMeta,
  cgmMeasurementMeta,
  cgmFeatureMeta,
  cgmStatusMeta,
  cgmSessionStartTimeMeta,
  cgmSessionRunTimeMeta,
  cgmOpsControlPointMeta,
  fitnessMachineFeatureMeta,
  treadmillDataMeta,
  crossTrainerDataMeta,
  stepClimberDataMeta,
  stairClimberDataMeta,
  rowerDataMeta,
  indoorBikeDataMeta,
  trainingStatusMeta,
  supportedSpeedRangeMeta,
  supportedInclinationRangeMeta,
  supportedResistanceLevelRangeMeta,
  supportedHeartRateRangeMeta,
  supportedPowerRangeMeta,
  fitnessMachineControlPointMeta,
  fitnessMachineStatusMeta,
  enhancedBloodPressureMeasurementMeta,
  enhancedIntermediateCuffPressureMeta,
  bloodPressureRecordMeta,
  strideLengthMeta,
  activityGoalMeta,
  liveHealthObservationMeta,
  batteryLevelStatusMeta,
  accelerationMeta,
  acceleration3dMeta,
  preciseAcceleration3dMeta,
  ...deviceTextMetas,
  ...heartRateLimitMetas,
  ...physicalActivityMetas,
];
