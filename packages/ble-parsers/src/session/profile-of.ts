/**
 * Lists, for a service or an advertisement, the characteristics to read and subscribe to, and their readings.
 */
import { PMD_CONTROL_POINT, PMD_DATA } from '../polar-pmd/uuids.js';
import { VARIA_RADAR } from '../proprietary/garmin-varia.js';
import { TACX_FEC } from '../proprietary/tacx-fec.js';
import type { ReadingType } from '../readings/types.js';
import { uuidKey } from '../registry-id.js';

/** One step of the setup of a sensor, in the order of the list. */
export interface ProfileStep {
  /** UUID of the characteristic, in the form used by `decode` and `createDeviceSession`. */
  readonly id: string;
  /**
   * `write`: the sensor needs a command before it sends notifications; `encoder` is the function that encodes
   * it.
   */
  readonly action: 'read' | 'subscribe' | 'write';
  /** Types of the readings from the characteristic; empty if it describes the device. */
  readonly gives: readonly ReadingType[];
  /** The function of this package that encodes the command. */
  readonly encoder?: string;
}

/** A service, or a device that advertises its values. */
export interface ServiceProfile {
  /** UUID of the service; for an advertisement the id of its decoder; for ANT+ the device type. */
  readonly service: string;
  readonly name: string;
  /** `advertisement`: the values are in the advertisement, no connection is needed. */
  readonly transport: 'connection' | 'advertisement' | 'ant';
  /** The profile for decoding. */
  readonly profile: string;
  readonly steps: readonly ProfileStep[];
}

/** The parts of an advertisement that identify a device. */
export interface Advertisement {
  readonly name?: string | undefined;
  readonly serviceUuids?: readonly string[] | undefined;
  /** Company ids of the manufacturer data. */
  readonly companyIds?: readonly number[] | undefined;
  /** UUIDs that have service data. */
  readonly serviceDataUuids?: readonly string[] | undefined;
}

const read = (id: string): ProfileStep => ({ id, action: 'read', gives: [] });
const subscribe = (id: string, ...gives: ReadingType[]): ProfileStep => ({
  id,
  action: 'subscribe',
  gives,
});
const write = (id: string, encoder?: string): ProfileStep => ({
  id,
  action: 'write',
  gives: [],
  ...(encoder !== undefined && { encoder }),
});

const connected = (
  service: string,
  name: string,
  steps: readonly ProfileStep[],
  profile = 'gatt',
): ServiceProfile => ({ service, name, transport: 'connection', profile, steps });

const advertised = (
  service: string,
  name: string,
  profile: string,
  ...gives: ReadingType[]
): ServiceProfile => ({
  service,
  name,
  transport: 'advertisement',
  profile,
  steps: [{ id: service, action: 'read', gives }],
});

const MACHINE: readonly ReadingType[] = ['SPEED', 'DISTANCE', 'POWER', 'CALORIES', 'HEART_RATE'];
const MUSE = '4C4D454D96BEF03BAC821358';
const PM5 = '43E511E4916C0800200C9A66';

function services(): ServiceProfile[] {
  return [
    connected('180D', 'Heart Rate', [
      read('2A38'),
      subscribe('2A37', 'HEART_RATE', 'RR_INTERVAL', 'CALORIES'),
    ]),
    connected('1816', 'Cycling Speed and Cadence', [
      read('2A5C'),
      read('2A5D'),
      subscribe('2A5B', 'SPEED', 'DISTANCE', 'BIKE_CADENCE'),
    ]),
    connected('1818', 'Cycling Power', [
      read('2A65'),
      read('2A5D'),
      subscribe('2A63', 'POWER', 'BIKE_CADENCE', 'SPEED', 'DISTANCE', 'CALORIES'),
    ]),
    connected('1814', 'Running Speed and Cadence', [
      read('2A54'),
      read('2A5D'),
      subscribe('2A53', 'SPEED', 'STEPS_CADENCE', 'DISTANCE'),
    ]),
    connected('1826', 'Fitness Machine', [
      read('2ACC'),
      subscribe('2AD3'),
      subscribe('2ADA'),
      subscribe('2AD9'),
      subscribe('2ACD', ...MACHINE, 'STEPS'),
      subscribe('2ACE', ...MACHINE, 'STEPS_CADENCE'),
      subscribe('2ACF', 'FLOORS_CLIMBED', 'STEPS_CADENCE', 'CALORIES', 'HEART_RATE'),
      subscribe('2AD0', 'FLOORS_CLIMBED', 'STEPS_CADENCE', 'CALORIES', 'HEART_RATE'),
      subscribe('2AD1', ...MACHINE, 'STROKE_RATE'),
      subscribe('2AD2', ...MACHINE, 'BIKE_CADENCE'),
      write('2AD9', 'encodeFitnessMachineControlPoint'),
    ]),
    connected('1819', 'Location and Navigation', [
      read('2A6A'),
      subscribe('2A67', 'LOCATION', 'SPEED', 'DISTANCE'),
    ]),
    connected('1809', 'Health Thermometer', [
      read('2A1D'),
      subscribe('2A1C', 'BODY_TEMPERATURE', 'CORE_TEMPERATURE'),
    ]),
    connected('1810', 'Blood Pressure', [
      read('2A49'),
      subscribe('2A35', 'BLOOD_PRESSURE', 'PULSE_RATE'),
    ]),
    connected('1822', 'Pulse Oximeter', [
      read('2A60'),
      subscribe('2A5F', 'SPO2', 'PULSE_RATE'),
      subscribe('2A5E', 'SPO2', 'PULSE_RATE'),
    ]),
    connected('1808', 'Glucose', [
      subscribe('2A18', 'GLUCOSE'),
      subscribe('2A34'),
      subscribe('2A52'),
    ]),
    connected('181F', 'Continuous Glucose Monitoring', [
      read('2AA8'),
      subscribe('2AA7', 'GLUCOSE'),
    ]),
    connected('181D', 'Weight Scale', [read('2A9E'), subscribe('2A9D', 'WEIGHT')]),
    connected('181B', 'Body Composition', [read('2A9B'), subscribe('2A9C', 'BODY_FAT', 'WEIGHT')]),
    connected('181A', 'Environmental Sensing', [
      subscribe('2A6E', 'TEMPERATURE'),
      subscribe('2A6F', 'HUMIDITY'),
      subscribe('2A6D', 'AIR_PRESSURE'),
    ]),
    connected('180F', 'Battery', [read('2A19'), subscribe('2A19', 'BATTERY')]),
    connected(
      '180A',
      'Device Information',
      ['2A29', '2A24', '2A25', '2A26', '2A27', '2A28'].map(read),
    ),
    connected('FB005C8002E7F3871CAD8ACD2D8DF0C8', 'Polar Measurement Data', [
      read(PMD_CONTROL_POINT),
      subscribe(PMD_CONTROL_POINT),
      subscribe(PMD_DATA, 'ECG', 'ACCELERATION', 'GYROSCOPE', 'MAGNETIC_FIELD', 'RR_INTERVAL'),
      write(PMD_CONTROL_POINT, 'encodePolarCommand'),
    ]),
    connected('6E40FEC1B5A3F393E0A9E50E24DCCA9E', 'Tacx FE-C over BLE', [
      subscribe(TACX_FEC, 'POWER', 'BIKE_CADENCE', 'SPEED', 'DISTANCE'),
    ]),
    connected('000021005B1E4347B07C97B514DAE121', 'CORE body temperature', [
      subscribe(
        '000021015B1E4347B07C97B514DAE121',
        'CORE_TEMPERATURE',
        'SKIN_TEMPERATURE',
        'HEAT_STRAIN_INDEX',
      ),
    ]),
    connected('6404D8014CB911E8B5660800200C9A66', 'Moxy', [
      subscribe('6404D8044CB911E8B5660800200C9A66', 'MUSCLE_OXYGEN', 'TOTAL_HEMOGLOBIN'),
    ]),
    connected('FE8D', 'Muse', [
      subscribe(`273E0001${MUSE}`),
      ...['3', '4', '5', '6', '7'].map((digit) => subscribe(`273E000${digit}${MUSE}`, 'EEG')),
      subscribe(`273E0009${MUSE}`, 'GYROSCOPE'),
      subscribe(`273E000A${MUSE}`, 'ACCELERATION'),
      subscribe(`273E000B${MUSE}`, 'BATTERY'),
      write(`273E0001${MUSE}`, 'encodeMuseCommand'),
    ]),
    connected(`CE060030${PM5}`, 'Concept2 PM5', [
      subscribe(`CE060031${PM5}`, 'DISTANCE'),
      subscribe(`CE060032${PM5}`, 'SPEED', 'STROKE_RATE', 'HEART_RATE'),
      subscribe(`CE060033${PM5}`, 'CALORIES'),
      subscribe(`CE060036${PM5}`, 'POWER'),
    ]),
    connected('0BF669F145F211E795980800200C9A66', 'Echelon', [
      subscribe('0BF669F445F211E795980800200C9A66', 'BIKE_CADENCE', 'HEART_RATE', 'DISTANCE'),
      write('0BF669F245F211E795980800200C9A66'),
    ]),
    connected('610800018D6D82B8614A1C8CB0F8DCC6', 'WHOOP', [
      subscribe('610800058D6D82B8614A1C8CB0F8DCC6', 'HEART_RATE', 'RR_INTERVAL'),
    ]),
    connected('14839AC47D7E415C9A42167340CF2339', 'Viatom O2Ring', [
      subscribe('0734594AA8E74B1AA6B1CD5243059A57', 'SPO2', 'PULSE_RATE', 'BATTERY'),
    ]),
    connected('49535343FE7D4AE58FA99FAFD205E455', 'BerryMed', [
      subscribe('495353431E4D4BD9BA6123C647249616', 'SPO2', 'PULSE_RATE'),
    ]),
    connected('3480225271854D5DB431630E7050E8F0', 'Movesense', [
      subscribe('3480000271854D5DB431630E7050E8F0', 'ECG', 'ACCELERATION', 'GYROSCOPE'),
    ]),
    connected('0000000119CA465186E5FA29DCDD09D1', 'Zwift controls', [
      subscribe('0000000219CA465186E5FA29DCDD09D1'),
    ]),
    connected('6A4E3200667B11E3949A0800200C9A66', 'Garmin Varia radar', [subscribe(VARIA_RADAR)]),
  ];
}

const KEISER = 0x0102;
const POLAR = 0x006b;

/** Devices that send values in their advertisements. */
function advertisedBy({ companyIds = [], serviceDataUuids = [] }: Advertisement): ServiceProfile[] {
  const found: ServiceProfile[] = [];
  if (companyIds.includes(POLAR))
    found.push(advertised('advertisement', 'Polar heart rate', 'polar', 'HEART_RATE'));
  if (companyIds.includes(KEISER)) {
    const gives = ['POWER', 'BIKE_CADENCE', 'DISTANCE', 'CALORIES', 'HEART_RATE'] as const;
    found.push(advertised('m-series-advertisement', 'Keiser M series', 'keiser', ...gives));
  }
  for (const id of serviceDataUuids.map(uuidKey)) {
    if (id === '181D' || id === '181B')
      found.push(advertised(id, 'Xiaomi Mi Scale', 'xiaomi', 'WEIGHT'));
  }
  return found;
}

/**
 * Returns the profile of a service, by its UUID in any form, or of all services of an advertisement: the steps in the
 * order to perform them, and the types of their readings. A device may lack some characteristics; skip their steps.
 * Empty if the service is unknown.
 */
export function profileOf(source: string | Advertisement): ServiceProfile[] {
  const isService = typeof source === 'string';
  const keys = (isService ? [source] : (source.serviceUuids ?? [])).map(uuidKey);
  const known = services().filter(({ service }) => keys.includes(service));
  return isService ? known : [...advertisedBy(source), ...known];
}
