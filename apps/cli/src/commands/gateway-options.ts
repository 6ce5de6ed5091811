/** Options that `gateway` and `devices` share, and the notation of their values. */
import { PmdStream, type PmdStreamName } from '@wearwire/ble-parsers';
import {
  type Assignment,
  openRadio,
  parseAssignment,
  parsePattern,
  type SensorPattern,
  usbSticks,
} from '@wearwire/gateway';
import { flag, type ValueKind } from '@wearwire/options';
import { UsageError } from '../command-line/errors.js';

/** `anna=C0:00:00:00:00:01`. */
export const assignment: ValueKind<Assignment> = { metavar: 'USER=SENSOR', parse: parseAssignment };

/** `C0:00:00:00:00:01`, `ant:12345`. */
export const sensorPattern: ValueKind<SensorPattern> = { metavar: 'SENSOR', parse: parsePattern };

const RATE_HZ_MAX = 1_000;

/** `ECG=130,ACC=50`, or `none`. */
export const polarStreams: ValueKind<ReadonlyMap<PmdStreamName, number | undefined>> = {
  metavar: 'S=HZ,…',
  format: (streams) => [...streams].map(([name, hz]) => (hz ? `${name}=${hz}` : name)).join(','),
  parse: (value) => new Map(value === 'none' ? [] : value.split(',').map(streamOf)),
};

function streamOf(text: string): [PmdStreamName, number | undefined] {
  const [name = '', rate] = text.split('=');
  const rateHz = rate === undefined ? undefined : Number(rate);
  const isRate = rateHz === undefined || (rateHz > 0 && rateHz <= RATE_HZ_MAX);
  if (Object.hasOwn(PmdStream, name) && isRate) return [name as PmdStreamName, rateHz];
  throw new Error(
    `must be streams such as ECG=130,ACC=50 (${Object.keys(PmdStream).join(', ')}), or none`,
  );
}

export const RADIO_OPTIONS = {
  noBle: { flag: 'no-ble', kind: flag, meaning: 'Do not use Bluetooth' },
  noAnt: { flag: 'no-ant', kind: flag, meaning: 'Do not use ANT+ sticks' },
} as const;

/** Returns the radios that the flags do not exclude. */
export function receiversFor({
  noBle,
  noAnt,
}: {
  readonly noBle: boolean;
  readonly noAnt: boolean;
}) {
  if (noBle && noAnt) throw new UsageError('--no-ble and --no-ant together disable all radios');
  return {
    openRadio: noBle ? undefined : openRadio,
    findSticks: noAnt ? undefined : usbSticks(),
  };
}
