// biome-ignore-all assist/source/organizeImports: the lower part is generated
/** Decoders for the payloads of wearable sensors. `catalog` is a separate entry point. */

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

// A whole device, its services, its bytes.

export { antProfileOf } from './session/ant-profile-of.js';
export { type ByteEncoding, type ByteSource, bytesFrom } from './bytes-from.js';
export type { SensorContactStatus } from './sensor-contact.js';
export {
  createDeviceSession,
  type DeviceSession,
  type DeviceSessionOptions,
  type SessionPacket,
} from './session/create-device-session.js';
export {
  type Advertisement,
  type ProfileStep,
  profileOf,
  type ServiceProfile,
} from './session/profile-of.js';
export {
  isPolarResponseTo,
  type PolarRefusal,
  startPolarStreams,
} from './polar-pmd/start-streams.js';
export { MOMENTARY_TYPES, type SessionClock } from './session/silence.js';

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
export {
  type RadarTargets,
  type RadarTargetsReading,
  type RadarTargetsState,
  radarTargets,
} from './derive/radar-targets.js';
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

// Types and tools that several decoders share.

export type { AntBatteryStatus } from './ant/battery.js';
export type { AntFePage } from './ant/fe-state.js';
export type { AntPage } from './ant/page.js';
export type { Axes } from './gatt/axes.js';
export type { ControlPoint } from './gatt/control-point.js';
export type { Features } from './gatt/features.js';
export type { FitnessMachineRecord } from './gatt/fitness-machine-record.js';
export { type MoreDataState, mergeMoreData } from './gatt/merge-more-data.js';
export type { HeadingSource, PositionStatus } from './gatt/position.js';
export type { Scalar } from './gatt/scalar.js';
export type { Segment } from './gatt/segment.js';
export type { PmdDecode, PmdFrame } from './polar-pmd/frame.js';
export { decodePolarPpg, type PolarPpg } from './polar-pmd/ppg.js';
export { decodePolarPpgSettings, type PolarPpgSettings } from './polar-pmd/ppg-settings.js';
export {
  encodePolarCommand,
  type PolarCommand,
  type PolarStartSettings,
} from './polar-pmd/commands.js';
export { PmdStream, type PmdStreamName } from './polar-pmd/stream.js';
export { type ColmiCommand, encodeColmiCommand } from './proprietary/colmi-commands.js';
export { type AntMessage, decodeAntMessage } from './proprietary/ant-message.js';

// Generated by scripts/build.js from the files of the decoders. Do not edit below.

export { type DateTime, type DateTimeValue, decodeDateTime } from './gatt/2A08-date-time.js';
export {
  type CurrentTime,
  type DayDateTime,
  type LocalTimeInformation,
  decodeCurrentTime,
  decodeDayDateTime,
  decodeDstOffset,
  decodeLocalTimeInformation,
  decodeTimeZone,
} from './gatt/2A0A-current-time.js';
export { type ExactTime256, decodeExactTime256 } from './gatt/2A0C-exact-time-256.js';
export {
  type ReferenceTimeInformation,
  decodeReferenceTimeInformation,
} from './gatt/2A14-reference-time-information.js';
export {
  type GlucoseMeasurement,
  decodeGlucoseMeasurement,
} from './gatt/2A18-glucose-measurement.js';
export { type BatteryLevel, decodeBatteryLevel } from './gatt/2A19-battery-level.js';
export {
  type TemperatureMeasurement,
  type TemperatureType,
  type TemperatureTypeValue,
  decodeTemperatureMeasurement,
  decodeTemperatureType,
} from './gatt/2A1C-temperature-measurement.js';
export { decodeMeasurementInterval } from './gatt/2A21-measurement-interval.js';
export {
  type DeviceText,
  type PnpId,
  type SystemId,
  decodeDeviceText,
  decodePnpId,
  decodeSystemId,
} from './gatt/2A23-device-information.js';
export {
  type GlucoseMeasurementContext,
  decodeGlucoseMeasurementContext,
} from './gatt/2A34-glucose-measurement-context.js';
export {
  type BloodPressureMeasurement,
  type IntermediateCuffPressure,
  decodeBloodPressureMeasurement,
  decodeIntermediateCuffPressure,
} from './gatt/2A35-blood-pressure-measurement.js';
export {
  type HeartRateMeasurement,
  type HeartRateMeasurementInput,
  decodeHeartRateMeasurement,
  encodeHeartRateMeasurement,
} from './gatt/2A37-heart-rate-measurement.js';
export {
  type BodySensorLocation,
  decodeBodySensorLocation,
} from './gatt/2A38-body-sensor-location.js';
export {
  type HeartRateControlPoint,
  decodeHeartRateControlPoint,
} from './gatt/2A39-heart-rate-control-point.js';
export {
  type BloodPressureFeature,
  decodeBloodPressureFeature,
} from './gatt/2A49-blood-pressure-feature.js';
export {
  type RecordAccessControlPoint,
  decodeRecordAccessControlPoint,
} from './gatt/2A52-record-access-control-point.js';
export {
  type RscMeasurement,
  type RscMeasurementInput,
  decodeRscMeasurement,
  encodeRscMeasurement,
} from './gatt/2A53-rsc-measurement.js';
export { type RscFeature, decodeRscFeature } from './gatt/2A54-rsc-feature.js';
export { type ScControlPoint, decodeScControlPoint } from './gatt/2A55-sc-control-point.js';
export {
  type CscMeasurement,
  type CscMeasurementInput,
  decodeCscMeasurement,
  encodeCscMeasurement,
} from './gatt/2A5B-csc-measurement.js';
export { type CscFeature, decodeCscFeature } from './gatt/2A5C-csc-feature.js';
export { type SensorLocation, decodeSensorLocation } from './gatt/2A5D-sensor-location.js';
export {
  type PlxContinuousMeasurement,
  type PlxFeatures,
  type PlxSpotCheckMeasurement,
  decodePlxContinuousMeasurement,
  decodePlxFeatures,
  decodePlxSpotCheckMeasurement,
} from './gatt/2A5E-plx.js';
export {
  type CyclingPowerMeasurement,
  type CyclingPowerMeasurementInput,
  decodeCyclingPowerMeasurement,
  encodeCyclingPowerMeasurement,
} from './gatt/2A63-cycling-power-measurement.js';
export {
  type CyclingPowerVector,
  decodeCyclingPowerVector,
} from './gatt/2A64-cycling-power-vector.js';
export {
  type CyclingPowerFeature,
  decodeCyclingPowerFeature,
} from './gatt/2A65-cycling-power-feature.js';
export {
  type CyclingPowerControlPoint,
  decodeCyclingPowerControlPoint,
} from './gatt/2A66-cycling-power-control-point.js';
export {
  type LocationAndSpeed,
  type LocationAndSpeedInput,
  decodeLocationAndSpeed,
  encodeLocationAndSpeed,
} from './gatt/2A67-location-and-speed.js';
export { type Navigation, decodeNavigation } from './gatt/2A68-navigation.js';
export { type PositionQuality, decodePositionQuality } from './gatt/2A69-position-quality.js';
export { type LnFeature, decodeLnFeature } from './gatt/2A6A-ln-feature.js';
export { type LnControlPoint, decodeLnControlPoint } from './gatt/2A6B-ln-control-point.js';
export { decodeElevation } from './gatt/2A6C-elevation.js';
export { decodePressure } from './gatt/2A6D-pressure.js';
export { decodeTemperature } from './gatt/2A6E-temperature.js';
export { decodeHumidity } from './gatt/2A6F-humidity.js';
export { decodeUvIndex } from './gatt/2A76-uv-index.js';
export { decodeHeartRateLimit } from './gatt/2A7E-heart-rate-limit.js';
export { decodeAge } from './gatt/2A80-age.js';
export {
  type HeartRateZoneLimits,
  decodeHeartRateZoneLimits,
} from './gatt/2A8B-heart-rate-zone-limits.js';
export { decodeHeartRateMax } from './gatt/2A8D-heart-rate-max.js';
export { decodeHeight } from './gatt/2A8E-height.js';
export { decodeRestingHeartRate } from './gatt/2A92-resting-heart-rate.js';
export { decodeVo2Max } from './gatt/2A96-vo2-max.js';
export { decodeWeight } from './gatt/2A98-weight.js';
export {
  type BodyCompositionFeature,
  decodeBodyCompositionFeature,
} from './gatt/2A9B-body-composition-feature.js';
export {
  type BodyCompositionMeasurement,
  decodeBodyCompositionMeasurement,
} from './gatt/2A9C-body-composition-measurement.js';
export { type WeightMeasurement, decodeWeightMeasurement } from './gatt/2A9D-weight-measurement.js';
export {
  type WeightScaleFeature,
  decodeWeightScaleFeature,
} from './gatt/2A9E-weight-scale-feature.js';
export { decodeMagneticFluxDensity2d } from './gatt/2AA0-magnetic-flux-density-2d.js';
export { decodeMagneticFluxDensity3d } from './gatt/2AA1-magnetic-flux-density-3d.js';
export {
  type CgmMeasurement,
  type CgmRecord,
  decodeCgmMeasurement,
} from './gatt/2AA7-cgm-measurement.js';
export { type CgmFeature, decodeCgmFeature } from './gatt/2AA8-cgm-feature.js';
export {
  type CgmSessionRunTime,
  type CgmSessionStartTime,
  type CgmStatus,
  decodeCgmSessionRunTime,
  decodeCgmSessionStartTime,
  decodeCgmStatus,
} from './gatt/2AA9-cgm-session.js';
export {
  type CgmOpsControlPoint,
  decodeCgmOpsControlPoint,
} from './gatt/2AAC-cgm-ops-control-point.js';
export {
  type FitnessMachineFeature,
  decodeFitnessMachineFeature,
} from './gatt/2ACC-fitness-machine-feature.js';
export { type TreadmillData, decodeTreadmillData } from './gatt/2ACD-treadmill-data.js';
export { type CrossTrainerData, decodeCrossTrainerData } from './gatt/2ACE-cross-trainer-data.js';
export { type StepClimberData, decodeStepClimberData } from './gatt/2ACF-step-climber-data.js';
export { type StairClimberData, decodeStairClimberData } from './gatt/2AD0-stair-climber-data.js';
export { type RowerData, decodeRowerData } from './gatt/2AD1-rower-data.js';
export {
  type IndoorBikeData,
  type IndoorBikeDataInput,
  decodeIndoorBikeData,
  encodeIndoorBikeData,
} from './gatt/2AD2-indoor-bike-data.js';
export { type TrainingStatus, decodeTrainingStatus } from './gatt/2AD3-training-status.js';
export {
  type SupportedRange,
  type SupportedResistanceLevelRange,
  decodeSupportedHeartRateRange,
  decodeSupportedInclinationRange,
  decodeSupportedPowerRange,
  decodeSupportedResistanceLevelRange,
  decodeSupportedSpeedRange,
} from './gatt/2AD4-supported-ranges.js';
export {
  type FitnessMachineControlPoint,
  type FitnessMachineRequest,
  decodeFitnessMachineControlPoint,
  encodeFitnessMachineControlPoint,
} from './gatt/2AD9-fitness-machine-control-point.js';
export {
  type FitnessMachineStatus,
  decodeFitnessMachineStatus,
} from './gatt/2ADA-fitness-machine-status.js';
export {
  type EnhancedBloodPressureMeasurement,
  type EnhancedIntermediateCuffPressure,
  decodeEnhancedBloodPressureMeasurement,
  decodeEnhancedIntermediateCuffPressure,
} from './gatt/2B34-enhanced-blood-pressure.js';
export {
  type BloodPressureRecord,
  decodeBloodPressureRecord,
} from './gatt/2B36-blood-pressure-record.js';
export {
  type PhysicalActivity,
  decodeActivityInstantaneous,
  decodeActivitySummary,
  decodeGeneralActivityInstantaneous,
  decodeStepCounterActivity,
} from './gatt/2B3C-physical-activity.js';
export { decodeStrideLength } from './gatt/2B49-stride-length.js';
export { type ActivityGoal, decodeActivityGoal } from './gatt/2B4E-activity-goal.js';
export {
  type ElapsedTime,
  type LiveHealthObservation,
  decodeLiveHealthObservation,
} from './gatt/2B8B-live-health-observation.js';
export {
  type BatteryLevelStatus,
  decodeBatteryLevelStatus,
} from './gatt/2BED-battery-level-status.js';
export { decodeAcceleration } from './gatt/2C06-acceleration.js';
export { decodeAcceleration3d } from './gatt/2C1D-acceleration-3d.js';
export { decodePreciseAcceleration3d } from './gatt/2C1E-precise-acceleration-3d.js';
export {
  type AntPowerCalibration,
  decodeAntPowerCalibration,
} from './ant/11-1-power-calibration.js';
export {
  type AntPower,
  type AntPowerInput,
  decodeAntPower,
  encodeAntPower,
} from './ant/11-16-power.js';
export {
  type AntCrankTorqueFrequency,
  type AntPowerTorque,
  decodeAntCrankTorqueFrequency,
  decodeAntPowerTorque,
} from './ant/11-17-power-torque.js';
export {
  type AntTorqueEffectiveness,
  decodeAntTorqueEffectiveness,
} from './ant/11-19-power-effectiveness.js';
export {
  type AntPowerMeasurement,
  type AntPowerParameters,
  decodeAntPowerMeasurement,
  decodeAntPowerParameters,
} from './ant/11-2-power-parameters.js';
export {
  type AntForceAngle,
  type AntPedalPosition,
  type AntTorqueBarycenter,
  decodeAntForceAngle,
  decodeAntPedalPosition,
  decodeAntTorqueBarycenter,
} from './ant/11-20-power-dynamics.js';
export { type AntWeightScale, decodeAntWeightScale } from './ant/119-1-weight-scale.js';
export {
  type AntHeartRate,
  type AntHeartRateInput,
  decodeAntHeartRate,
  encodeAntHeartRate,
} from './ant/120-heart-rate.js';
export {
  type AntCadence,
  type AntSpeed,
  type AntSpeedCadence,
  type AntSpeedCadencePage,
  decodeAntCadence,
  decodeAntSpeed,
  decodeAntSpeedCadence,
} from './ant/121-speed-cadence.js';
export {
  type AntStride,
  type AntStrideCapabilities,
  type AntStrideStatus,
  type AntStrideTotals,
  decodeAntStride,
  decodeAntStrideCapabilities,
  decodeAntStrideStatus,
  decodeAntStrideTotals,
} from './ant/124-1-stride.js';
export {
  type AntCoreTemperature,
  type AntCoreTemperatureInfo,
  decodeAntCoreTemperature,
  decodeAntCoreTemperatureInfo,
} from './ant/127-0-core-temperature.js';
export {
  type AntFeCalibration,
  type AntFeCalibrationProgress,
  decodeAntFeCalibration,
  decodeAntFeCalibrationProgress,
} from './ant/17-1-fe-calibration.js';
export {
  type AntFeGeneral,
  type AntFeMetabolic,
  type AntFeSettings,
  decodeAntFeGeneral,
  decodeAntFeMetabolic,
  decodeAntFeSettings,
} from './ant/17-16-fe-general.js';
export { type AntFeMachine, decodeAntFeMachine } from './ant/17-19-fe-machine.js';
export {
  type AntFeTrainer,
  type AntFeTrainerTorque,
  decodeAntFeTrainer,
  decodeAntFeTrainerTorque,
} from './ant/17-25-fe-trainer.js';
export { type AntFeControl, decodeAntFeControl } from './ant/17-48-fe-control.js';
export {
  type AntFeCapabilities,
  type AntFeUserConfiguration,
  decodeAntFeCapabilities,
  decodeAntFeUserConfiguration,
} from './ant/17-54-fe-configuration.js';
export { type AntLev, decodeAntLev } from './ant/20-1-light-electric-vehicle.js';
export {
  type AntEnvironment,
  type AntEnvironmentInfo,
  decodeAntEnvironment,
  decodeAntEnvironmentInfo,
} from './ant/25-0-environment.js';
export {
  type AntMuscleOxygen,
  type MuscleOxygenStatus,
  decodeAntMuscleOxygen,
} from './ant/31-1-muscle-oxygen.js';
export { type AntShifting, decodeAntShifting } from './ant/34-1-shifting.js';
export {
  type AntCommandStatus,
  type AntRequest,
  decodeAntCommandStatus,
  decodeAntRequest,
} from './ant/common-70-command.js';
export {
  type AntManufacturer,
  type AntProduct,
  decodeAntManufacturer,
  decodeAntProduct,
} from './ant/common-78-product.js';
export { type AntBattery, decodeAntBattery } from './ant/common-82-battery.js';
export {
  type AntMemory,
  type AntSubfields,
  type AntTime,
  decodeAntMemory,
  decodeAntSubfields,
  decodeAntTime,
} from './ant/common-83-data.js';
export {
  type AntError,
  type AntPairedDevice,
  decodeAntError,
  decodeAntPairedDevice,
} from './ant/common-86-status.js';
export {
  type PolarAcc,
  type PolarAccInput,
  decodePolarAcc,
  encodePolarAcc,
} from './polar-pmd/acc.js';
export {
  type PolarControlPoint,
  type PolarControlPointResponse,
  type PolarFeature,
  type PolarFeatures,
  decodePolarControlPoint,
} from './polar-pmd/control-point.js';
export {
  type PolarEcg,
  type PolarEcgSample,
  decodePolarEcg,
  encodePolarEcg,
} from './polar-pmd/ecg.js';
export {
  type PolarPressure,
  type PolarSkinTemperature,
  type PolarTemperature,
  decodePolarPressure,
  decodePolarSkinTemperature,
  decodePolarTemperature,
} from './polar-pmd/float-streams.js';
export { type PolarGyro, decodePolarGyro } from './polar-pmd/gyro.js';
export {
  type PolarLocation,
  type PolarLocationDate,
  decodePolarLocation,
} from './polar-pmd/location.js';
export { type PolarMag, decodePolarMag } from './polar-pmd/mag.js';
export { type PolarOfflineHr, decodePolarOfflineHr } from './polar-pmd/offline-hr.js';
export { type PolarPpi, type PolarPpiSample, decodePolarPpi } from './polar-pmd/ppi.js';
export { type PolarSettings, decodePolarSettings } from './polar-pmd/settings.js';
export {
  type BerryMedPacket,
  type BerryMedPackets,
  decodeBerryMedPacket,
  decodeBerryMedPackets,
} from './proprietary/berrymed.js';
export {
  type ColmiBattery,
  type ColmiRealTime,
  type ColmiSportDetail,
  decodeColmiBattery,
  decodeColmiRealTime,
  decodeColmiSportDetail,
} from './proprietary/colmi.js';
export type { Concept2Record } from './proprietary/concept2-multiplexed.js';
export {
  type Concept2AdditionalStatus,
  type Concept2SplitStatus,
  type Concept2Status,
  decodeConcept2AdditionalStatus,
  decodeConcept2SplitStatus,
  decodeConcept2Status,
} from './proprietary/concept2-status.js';
export {
  type Concept2ForceCurve,
  type Concept2Stroke,
  type Concept2StrokePower,
  decodeConcept2ForceCurve,
  decodeConcept2Stroke,
  decodeConcept2StrokePower,
} from './proprietary/concept2-stroke.js';
export {
  type Concept2AdditionalSummary,
  type Concept2Interval,
  type Concept2IntervalMeans,
  type Concept2Summary,
  decodeConcept2AdditionalSummary,
  decodeConcept2Interval,
  decodeConcept2IntervalMeans,
  decodeConcept2Summary,
} from './proprietary/concept2-summary.js';
export {
  type CoreAdvertisement,
  type CoreMeasurement,
  decodeCoreAdvertisement,
  decodeCoreMeasurement,
} from './proprietary/core.js';
export { type EchelonBike, decodeEchelonBike } from './proprietary/echelon.js';
export { type RadarTarget, type VariaRadar, decodeVariaRadar } from './proprietary/garmin-varia.js';
export { type HuamiSteps, decodeHuamiSteps } from './proprietary/huami.js';
export {
  type InfiniTimeMotion,
  type InfiniTimeSteps,
  decodeInfiniTimeMotion,
  decodeInfiniTimeSteps,
} from './proprietary/infinitime.js';
export { type KeiserBike, decodeKeiserBike } from './proprietary/keiser.js';
export { type MovesenseData, decodeMovesenseData } from './proprietary/movesense.js';
export { type MoxySensorData, decodeMoxySensorData } from './proprietary/moxy.js';
export {
  type MuseAcc,
  type MuseEeg,
  type MuseEegBlock,
  type MuseGyro,
  type MusePpg,
  type MusePpgBlock,
  type MuseTelemetry,
  decodeMuseAcc,
  decodeMuseEeg,
  decodeMuseEegBlock,
  decodeMuseGyro,
  decodeMusePpg,
  decodeMusePpgBlock,
  decodeMuseTelemetry,
} from './proprietary/muse.js';
export {
  type MuseResponse,
  decodeMuseResponse,
  encodeMuseCommand,
} from './proprietary/muse-commands.js';
export { type O2RingLive, decodeO2RingLive } from './proprietary/o2ring.js';
export {
  type PolarAdvertisement,
  decodePolarAdvertisement,
} from './proprietary/polar-advertisement.js';
export { type WhoopLive, decodeWhoopLive } from './proprietary/whoop.js';
export {
  type XiaomiBodyScale,
  type XiaomiScale,
  decodeXiaomiBodyScale,
  decodeXiaomiScale,
} from './proprietary/xiaomi-scale.js';
export {
  type ZwiftButton,
  type ZwiftControls,
  type ZwiftPaddle,
  decodeZwiftControls,
} from './proprietary/zwift-controls.js';
