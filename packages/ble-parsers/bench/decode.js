/**
 * `pnpm bench:micro`: compares the decoder of 0x2A37 with plain DataView reads that return the same values without
 * checks (the upper limit), with other packages, with the functions that call it, and with other decoders. Compares the
 * decoding of PMD delta frames with the rate at which straps send them.
 */
import {
  createDeviceDecoder,
  decode,
  decodeAntHeartRate,
  decodeCscMeasurement,
  decodeCyclingPowerMeasurement,
  decodeHeartRateMeasurement,
  decodeIndoorBikeData,
  decodePolarAcc,
  encodePolarAcc,
  toReadings,
} from '../dist/index.js';
import { assertWorked, compare, rates } from './compare.js';
import { others } from './others.js';

const view = (hex) => new DataView(Uint8Array.from(Buffer.from(hex, 'hex')).buffer);
const PACKETS = ['0050', '167310020d02', '1f0101320101000201ffff', '1659a202'].map(view);

function bareHeartRate(data) {
  const flags = data.getUint8(0);
  let offset = 1;
  const heartRateBpm = flags & 1 ? data.getUint16(offset, true) : data.getUint8(offset);
  offset += flags & 1 ? 2 : 1;
  let energyExpendedKj;
  if (flags & 8) {
    energyExpendedKj = data.getUint16(offset, true);
    offset += 2;
  }
  const rrIntervalsMs = [];
  const rrIntervalsRaw = [];
  for (; offset + 1 < data.byteLength; offset += 2) {
    const raw = data.getUint16(offset, true);
    rrIntervalsRaw.push(raw);
    rrIntervalsMs.push((raw * 1000) / 1024);
  }
  const sensorContact = flags & 4 ? (flags & 2) !== 0 : undefined;
  return { heartRateBpm, sensorContact, energyExpendedKj, rrIntervalsMs, rrIntervalsRaw };
}

compare('2A37, four packets in turn', [
  ['bare DataView read (the limit)', (index) => bareHeartRate(PACKETS[index & 3])],
  ['decodeHeartRateMeasurement', (index) => decodeHeartRateMeasurement(PACKETS[index & 3]).ok],
  ...others(PACKETS),
]);

const device = createDeviceDecoder({ profile: 'gatt', id: '2A37' });
const reading = decodeHeartRateMeasurement(PACKETS[1]).value;
let nowMs = 0;
compare('2A37, through the registry, as readings and with state', [
  ['decodeHeartRateMeasurement', (index) => decodeHeartRateMeasurement(PACKETS[index & 3]).ok],
  [
    'decode({ profile, id, bytes })',
    (index) => decode({ profile: 'gatt', id: '2A37', bytes: PACKETS[index & 3] }).ok,
  ],
  ['toReadings', () => toReadings(reading).length],
  [
    'createDeviceDecoder().next, with HRV over 5 min',
    (index) => {
      nowMs += 1000;
      return device.next(PACKETS[index & 3], nowMs).ok;
    },
  ],
]);

const BIKE = view('740464000a00fa0000c8000a0064');
const ANT = view('04ffe80300043450');
const CSC = view('03424d0000238a3d9542ac');
const POWER = view('340049007731550600008f7c0c00e542');
compare('other decoders', [
  ['2A37', (index) => decodeHeartRateMeasurement(PACKETS[index & 3]).ok],
  ['2A5B CSC, wheel and crank', () => decodeCscMeasurement(CSC).ok],
  ['2A63 power, torque, wheel and crank', () => decodeCyclingPowerMeasurement(POWER).ok],
  ['2AD2 indoor bike, six fields', () => decodeIndoorBikeData(BIKE).ok],
  ['ANT+ 120, page 4', () => decodeAntHeartRate(ANT).ok],
]);

const SAMPLES = 36;
const RATE_HZ = 200;
const STRAPS = 1000;
const accMg = Array.from({ length: SAMPLES }, (_, k) => [k * 7 - 100, 1000 - k * k, (k % 5) * 20]);
const frame = encodePolarAcc({ timestampNs: 1n, accMg, isCompressed: true });
const [frames] = rates([['', () => decodePolarAcc(frame).ok]]);
const realTime = (frames * SAMPLES) / RATE_HZ / STRAPS;
console.log(`PMD ACC delta frame: ${Math.round(frames)} frames/s of ${SAMPLES} samples,`);
console.log(`${realTime.toFixed(0)} x real time for ${STRAPS} straps at ${RATE_HZ} Hz on one core`);
assertWorked();
