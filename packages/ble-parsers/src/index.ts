/** Decoders for the payloads of wearable sensors. `catalog` is an entry of its own. */

// Readings of streaming types.

export { type ReadingsOf, toReadings } from './readings/to-readings.js';
export {
  type Reading,
  type ReadingInfo,
  type ReadingOf,
  type ReadingQuality,
  type ReadingType,
  SCALAR_UNITS,
  type ScalarReading,
  type ScalarType,
  VECTOR_UNITS,
  type VectorReading,
  type VectorType,
} from './readings/types.js';

// What every result is, decoding by id, and one object for a device.

export type { DecodeContext, PmdStreamSettings } from './context.js';
export type { DeviceContext } from './device/context.js';
export {
  createDeviceDecoder,
  type DeviceDecoder,
  type DeviceReading,
  type DeviceRequest,
  type DeviceView,
} from './device/create-device-decoder.js';
export type { Derived } from './device/derived.js';
export type { BytesInput, Decode, Payload } from './reader.js';
export {
  type Decoded,
  type DecodeRequest,
  type Decoder,
  decode,
  findDecoder,
  type Profile,
} from './registry.js';
export { type DecodeError, DecodeErrorCode, type DecodeResult } from './result.js';

// Derived values: reducers over several packets.

export {
  type AccumulatedTorque,
  type AccumulatedTorqueReading,
  type AccumulatedTorqueState,
  accumulatedTorque,
} from './derive/accumulated-torque.js';
export { type AccumulatorState, accumulate } from './derive/accumulator.js';
export {
  type AntBeats,
  type AntBeatsReading,
  type AntBeatsState,
  antBeats,
} from './derive/ant-beats.js';
export {
  type BeatTimes,
  type BeatTimesReading,
  type BeatTimesState,
  beatTimes,
} from './derive/beat-times.js';
export {
  type ColmiDay,
  type ColmiDayReading,
  type ColmiDayState,
  colmiDay,
} from './derive/colmi-day.js';
export {
  type CountersReading,
  type CountersState,
  type StopOptions,
  wrappedDifference,
} from './derive/counters.js';
export {
  type CrankCadence,
  type CrankOptions,
  type CrankReading,
  type CrankState,
  crankCadence,
} from './derive/crank-cadence.js';
export { type GearRatio, type GearRatioReading, gearRatio } from './derive/gear-ratio.js';
export { type Hrv, type HrvOptions, type HrvReading, type HrvState, hrv } from './derive/hrv.js';
export { latest } from './derive/latest.js';
export {
  type PmdSampleTimes,
  type PmdTimeOptions,
  type PmdTimesReading,
  type PmdTimesState,
  pmdSampleTimes,
} from './derive/pmd-sample-times.js';
export {
  type PowerAverage,
  type PowerAverageReading,
  type PowerAverageState,
  powerAverage,
} from './derive/power-average.js';
export {
  type PreferredPower,
  type PreferredPowerReading,
  type PreferredPowerState,
  preferredPower,
} from './derive/preferred-power.js';
export {
  type PulseIntervals,
  type PulseReading,
  type PulseSample,
  type PulseState,
  pulseIntervals,
} from './derive/pulse-intervals.js';
export type { Reducer } from './derive/reducer.js';
export {
  type SessionTotals,
  type SessionTotalsReading,
  type SessionTotalsState,
  sessionTotals,
} from './derive/session-totals.js';
export {
  type TorqueFrequency,
  type TorqueFrequencyReading,
  torqueFrequency,
} from './derive/torque-frequency.js';
export {
  type CrankTorque,
  type CrankTorqueReading,
  crankTorque,
  type TorqueOptions,
  type TorquePower,
  type WheelTorque,
  type WheelTorqueReading,
  wheelTorque,
} from './derive/torque-power.js';
export {
  type WheelLayout,
  type WheelOptions,
  type WheelReading,
  type WheelSpeed,
  type WheelState,
  wheelSpeed,
} from './derive/wheel-speed.js';

// Decoders and encoders.

export type { AntBatteryStatus } from './ant/battery.js';
export { type AntBattery, decodeAntBattery } from './ant/common-battery.js';
export {
  type AntCommandStatus,
  type AntRequest,
  decodeAntCommandStatus,
  decodeAntRequest,
} from './ant/common-command.js';
export {
  type AntMemory,
  type AntSubfields,
  type AntTime,
  decodeAntMemory,
  decodeAntSubfields,
  decodeAntTime,
} from './ant/common-data.js';
export {
  type AntManufacturer,
  type AntProduct,
  decodeAntManufacturer,
  decodeAntProduct,
} from './ant/common-product.js';
export {
  type AntError,
  type AntPairedDevice,
  decodeAntError,
  decodeAntPairedDevice,
} from './ant/common-status.js';
export {
  type AntCoreTemperature,
  type AntCoreTemperatureInfo,
  decodeAntCoreTemperature,
  decodeAntCoreTemperatureInfo,
} from './ant/core-temperature.js';
export {
  type AntEnvironment,
  type AntEnvironmentInfo,
  decodeAntEnvironment,
  decodeAntEnvironmentInfo,
} from './ant/environment.js';
export {
  type AntFeCalibration,
  type AntFeCalibrationProgress,
  decodeAntFeCalibration,
  decodeAntFeCalibrationProgress,
} from './ant/fe-calibration.js';
export {
  type AntFeCapabilities,
  type AntFeUserConfiguration,
  decodeAntFeCapabilities,
  decodeAntFeUserConfiguration,
} from './ant/fe-configuration.js';
export { type AntFeControl, decodeAntFeControl } from './ant/fe-control.js';
export {
  type AntFeGeneral,
  type AntFeMetabolic,
  type AntFeSettings,
  decodeAntFeGeneral,
  decodeAntFeMetabolic,
  decodeAntFeSettings,
} from './ant/fe-general.js';
export { type AntFeMachine, decodeAntFeMachine } from './ant/fe-machine.js';
export type { AntFePage } from './ant/fe-state.js';
export {
  type AntFeTrainer,
  type AntFeTrainerTorque,
  decodeAntFeTrainer,
  decodeAntFeTrainerTorque,
} from './ant/fe-trainer.js';
export {
  type AntHeartRate,
  type AntHeartRateInput,
  decodeAntHeartRate,
  encodeAntHeartRate,
} from './ant/heart-rate.js';
export {
  type AntMuscleOxygen,
  decodeAntMuscleOxygen,
  type MuscleOxygenStatus,
} from './ant/muscle-oxygen.js';
export type { AntPage } from './ant/page.js';
export { type AntPower, type AntPowerInput, decodeAntPower, encodeAntPower } from './ant/power.js';
export { type AntPowerCalibration, decodeAntPowerCalibration } from './ant/power-calibration.js';
export {
  type AntForceAngle,
  type AntPedalPosition,
  type AntTorqueBarycenter,
  decodeAntForceAngle,
  decodeAntPedalPosition,
  decodeAntTorqueBarycenter,
} from './ant/power-dynamics.js';
export {
  type AntTorqueEffectiveness,
  decodeAntTorqueEffectiveness,
} from './ant/power-effectiveness.js';
export {
  type AntPowerMeasurement,
  type AntPowerParameters,
  decodeAntPowerMeasurement,
  decodeAntPowerParameters,
} from './ant/power-parameters.js';
export {
  type AntCrankTorqueFrequency,
  type AntPowerTorque,
  decodeAntCrankTorqueFrequency,
  decodeAntPowerTorque,
} from './ant/power-torque.js';
export {
  type AntCadence,
  type AntSpeed,
  type AntSpeedCadence,
  type AntSpeedCadencePage,
  decodeAntCadence,
  decodeAntSpeed,
  decodeAntSpeedCadence,
} from './ant/speed-cadence.js';
export {
  type AntStride,
  type AntStrideCapabilities,
  type AntStrideStatus,
  type AntStrideTotals,
  decodeAntStride,
  decodeAntStrideCapabilities,
  decodeAntStrideStatus,
  decodeAntStrideTotals,
} from './ant/stride.js';
export { type AntWeightScale, decodeAntWeightScale } from './ant/weight-scale.js';
export { type BatteryLevel, decodeBatteryLevel } from './gatt/battery-level.js';
export { type BatteryLevelStatus, decodeBatteryLevelStatus } from './gatt/battery-level-status.js';
export {
  type BloodPressureFeature,
  decodeBloodPressureFeature,
} from './gatt/blood-pressure-feature.js';
export {
  type BloodPressureMeasurement,
  decodeBloodPressureMeasurement,
  decodeIntermediateCuffPressure,
  type IntermediateCuffPressure,
} from './gatt/blood-pressure-measurement.js';
export {
  type BloodPressureRecord,
  decodeBloodPressureRecord,
} from './gatt/blood-pressure-record.js';
export {
  type BodyCompositionFeature,
  decodeBodyCompositionFeature,
} from './gatt/body-composition-feature.js';
export {
  type BodyCompositionMeasurement,
  decodeBodyCompositionMeasurement,
} from './gatt/body-composition-measurement.js';
export { type BodySensorLocation, decodeBodySensorLocation } from './gatt/body-sensor-location.js';
export { type CgmFeature, decodeCgmFeature } from './gatt/cgm-feature.js';
export {
  type CgmMeasurement,
  type CgmRecord,
  decodeCgmMeasurement,
} from './gatt/cgm-measurement.js';
export { type CgmOpsControlPoint, decodeCgmOpsControlPoint } from './gatt/cgm-ops-control-point.js';
export {
  type CgmSessionRunTime,
  type CgmSessionStartTime,
  type CgmStatus,
  decodeCgmSessionRunTime,
  decodeCgmSessionStartTime,
  decodeCgmStatus,
} from './gatt/cgm-session.js';
export type { ControlPoint } from './gatt/control-point.js';
export { type CrossTrainerData, decodeCrossTrainerData } from './gatt/cross-trainer-data.js';
export { type CscFeature, decodeCscFeature } from './gatt/csc-feature.js';
export {
  type CscMeasurement,
  type CscMeasurementInput,
  decodeCscMeasurement,
  encodeCscMeasurement,
} from './gatt/csc-measurement.js';
export {
  type CurrentTime,
  type DayDateTime,
  decodeCurrentTime,
  decodeDayDateTime,
  decodeDstOffset,
  decodeLocalTimeInformation,
  decodeTimeZone,
  type LocalTimeInformation,
} from './gatt/current-time.js';
export {
  type CyclingPowerControlPoint,
  decodeCyclingPowerControlPoint,
} from './gatt/cycling-power-control-point.js';
export {
  type CyclingPowerFeature,
  decodeCyclingPowerFeature,
} from './gatt/cycling-power-feature.js';
export {
  type CyclingPowerMeasurement,
  type CyclingPowerMeasurementInput,
  decodeCyclingPowerMeasurement,
  encodeCyclingPowerMeasurement,
} from './gatt/cycling-power-measurement.js';
export { type CyclingPowerVector, decodeCyclingPowerVector } from './gatt/cycling-power-vector.js';
export { type DateTime, type DateTimeValue, decodeDateTime } from './gatt/date-time.js';
export {
  type DeviceText,
  decodeDeviceText,
  decodePnpId,
  decodeSystemId,
  type PnpId,
  type SystemId,
} from './gatt/device-information.js';
export {
  decodeEnhancedBloodPressureMeasurement,
  decodeEnhancedIntermediateCuffPressure,
  type EnhancedBloodPressureMeasurement,
  type EnhancedIntermediateCuffPressure,
} from './gatt/enhanced-blood-pressure.js';
export {
  type Axes,
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
} from './gatt/environment.js';
export type { Features } from './gatt/features.js';
export {
  decodeFitnessMachineControlPoint,
  type FitnessMachineControlPoint,
} from './gatt/fitness-machine-control-point.js';
export {
  decodeFitnessMachineFeature,
  type FitnessMachineFeature,
} from './gatt/fitness-machine-feature.js';
export type { FitnessMachineRecord } from './gatt/fitness-machine-record.js';
export {
  decodeFitnessMachineStatus,
  type FitnessMachineStatus,
} from './gatt/fitness-machine-status.js';
export { decodeGlucoseMeasurement, type GlucoseMeasurement } from './gatt/glucose-measurement.js';
export {
  decodeGlucoseMeasurementContext,
  type GlucoseMeasurementContext,
} from './gatt/glucose-measurement-context.js';
export {
  decodeHeartRateControlPoint,
  type HeartRateControlPoint,
} from './gatt/heart-rate-control-point.js';
export {
  decodeHeartRateMeasurement,
  encodeHeartRateMeasurement,
  type HeartRateMeasurement,
  type HeartRateMeasurementInput,
} from './gatt/heart-rate-measurement.js';
export {
  decodeIndoorBikeData,
  encodeIndoorBikeData,
  type IndoorBikeData,
  type IndoorBikeDataInput,
} from './gatt/indoor-bike-data.js';
export {
  decodeLiveHealthObservation,
  type ElapsedTime,
  type LiveHealthObservation,
} from './gatt/live-health-observation.js';
export { decodeLnControlPoint, type LnControlPoint } from './gatt/ln-control-point.js';
export { decodeLnFeature, type LnFeature } from './gatt/ln-feature.js';
export {
  decodeLocationAndSpeed,
  encodeLocationAndSpeed,
  type LocationAndSpeed,
  type LocationAndSpeedInput,
} from './gatt/location-and-speed.js';
export { decodeMeasurementInterval } from './gatt/measurement-interval.js';
export { type MoreDataState, mergeMoreData } from './gatt/merge-more-data.js';
export { decodeNavigation, type Navigation } from './gatt/navigation.js';
export {
  decodeActivityInstantaneous,
  decodeActivitySummary,
  decodeGeneralActivityInstantaneous,
  decodeStepCounterActivity,
  type PhysicalActivity,
} from './gatt/physical-activity.js';
export {
  decodePlxContinuousMeasurement,
  decodePlxFeatures,
  decodePlxSpotCheckMeasurement,
  type PlxContinuousMeasurement,
  type PlxFeatures,
  type PlxSpotCheckMeasurement,
} from './gatt/plx.js';
export type { HeadingSource, PositionStatus } from './gatt/position.js';
export { decodePositionQuality, type PositionQuality } from './gatt/position-quality.js';
export {
  decodeRecordAccessControlPoint,
  type RecordAccessControlPoint,
} from './gatt/record-access-control-point.js';
export { decodeRowerData, type RowerData } from './gatt/rower-data.js';
export { decodeRscFeature, type RscFeature } from './gatt/rsc-feature.js';
export {
  decodeRscMeasurement,
  encodeRscMeasurement,
  type RscMeasurement,
  type RscMeasurementInput,
} from './gatt/rsc-measurement.js';
export { decodeScControlPoint, type ScControlPoint } from './gatt/sc-control-point.js';
export type { Scalar } from './gatt/scalar.js';
export type { Segment } from './gatt/segment.js';
export { decodeSensorLocation, type SensorLocation } from './gatt/sensor-location.js';
export { decodeStairClimberData, type StairClimberData } from './gatt/stair-climber-data.js';
export { decodeStepClimberData, type StepClimberData } from './gatt/step-climber-data.js';
export {
  decodeSupportedHeartRateRange,
  decodeSupportedInclinationRange,
  decodeSupportedPowerRange,
  decodeSupportedResistanceLevelRange,
  decodeSupportedSpeedRange,
  type SupportedRange,
  type SupportedResistanceLevelRange,
} from './gatt/supported-ranges.js';
export {
  decodeTemperatureMeasurement,
  decodeTemperatureType,
  type TemperatureMeasurement,
  type TemperatureType,
  type TemperatureTypeValue,
} from './gatt/temperature-measurement.js';
export { decodeTrainingStatus, type TrainingStatus } from './gatt/training-status.js';
export { decodeTreadmillData, type TreadmillData } from './gatt/treadmill-data.js';
export {
  type ActivityGoal,
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
  type HeartRateZoneLimits,
} from './gatt/user-data.js';
export { decodeWeightMeasurement, type WeightMeasurement } from './gatt/weight-measurement.js';
export { decodeWeightScaleFeature, type WeightScaleFeature } from './gatt/weight-scale-feature.js';
export {
  decodeFloat,
  decodeSfloat,
  type Ieee11073Number,
  type MedicalNumber,
  type MedicalSpecial,
} from './ieee11073.js';
export {
  decodePolarAcc,
  encodePolarAcc,
  type PolarAcc,
  type PolarAccInput,
} from './polar-pmd/acc.js';
export { decodePolarControlPoint, type PolarControlPoint } from './polar-pmd/control-point.js';
export {
  decodePolarEcg,
  encodePolarEcg,
  type PolarEcg,
  type PolarEcgSample,
} from './polar-pmd/ecg.js';
export {
  decodePolarPressure,
  decodePolarSkinTemperature,
  decodePolarTemperature,
  type PolarPressure,
  type PolarSkinTemperature,
  type PolarTemperature,
} from './polar-pmd/float-streams.js';
export type { PmdDecode, PmdFrame } from './polar-pmd/frame.js';
export { decodePolarGyro, type PolarGyro } from './polar-pmd/gyro.js';
export {
  decodePolarLocation,
  type PolarLocation,
  type PolarLocationDate,
} from './polar-pmd/location.js';
export { decodePolarMag, type PolarMag } from './polar-pmd/mag.js';
export { decodePolarOfflineHr, type PolarOfflineHr } from './polar-pmd/offline-hr.js';
export { decodePolarPpg, type PolarPpg } from './polar-pmd/ppg.js';
export { decodePolarPpgSettings, type PolarPpgSettings } from './polar-pmd/ppg-settings.js';
export { decodePolarPpi, type PolarPpi, type PolarPpiSample } from './polar-pmd/ppi.js';
export { decodePolarSettings, type PolarSettings } from './polar-pmd/settings.js';
export { PmdStream } from './polar-pmd/stream.js';
export { type AntMessage, decodeAntMessage } from './proprietary/ant-message.js';
export {
  type ColmiBattery,
  type ColmiRealTime,
  type ColmiSportDetail,
  decodeColmiBattery,
  decodeColmiRealTime,
  decodeColmiSportDetail,
} from './proprietary/colmi.js';
export {
  type CoreAdvertisement,
  type CoreMeasurement,
  decodeCoreAdvertisement,
  decodeCoreMeasurement,
} from './proprietary/core.js';
export { decodeHuamiSteps, type HuamiSteps } from './proprietary/huami.js';
export {
  decodeInfiniTimeMotion,
  decodeInfiniTimeSteps,
  type InfiniTimeMotion,
  type InfiniTimeSteps,
} from './proprietary/infinitime.js';
export { decodeMoxySensorData, type MoxySensorData } from './proprietary/moxy.js';
export {
  decodeMuseAcc,
  decodeMuseEeg,
  decodeMuseEegBlock,
  decodeMuseGyro,
  decodeMusePpg,
  decodeMusePpgBlock,
  decodeMuseTelemetry,
  type MuseAcc,
  type MuseEeg,
  type MuseEegBlock,
  type MuseGyro,
  type MusePpg,
  type MusePpgBlock,
  type MuseTelemetry,
} from './proprietary/muse.js';
