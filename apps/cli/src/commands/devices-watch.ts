/** `devices watch`: prints the packets of one sensor, raw and decoded. Connects to the sensor if necessary. */
import { GatewayError, SensorHub, SensorMap, type WatchedPacket } from '@wearwire/gateway';
import { duration, flag } from '@wearwire/options';
import type { Command } from '../command-line/command.js';
import { CommandError, ExitStatus } from '../command-line/errors.js';
import { type Io, notice } from '../command-line/io.js';
import { type RawArguments, readOperands, readOptions } from '../command-line/options.js';
import { listenForStop, stoppedWithin } from '../command-line/signals.js';
import { printable } from '../command-line/terminal-text.js';
import { fieldReplacer } from '../readings/field-json.js';
import { polarStreams, RADIO_OPTIONS, receiversFor, sensorPattern } from './gateway-options.js';

const OPERANDS = [
  {
    kind: sensorPattern,
    meaning:
      'Sensor as listed by "devices": an address, ant:NUMBER or ant:NUMBER/TYPE; any = all sensors',
  },
] as const;

const OPTIONS = {
  polar: {
    flag: 'polar',
    kind: polarStreams,
    meaning: 'Start these streams of a Polar sensor (default: ECG=130)',
  },
  ...RADIO_OPTIONS,
  json: { flag: 'json', kind: flag, meaning: 'Print packets as JSON lines' },
  duration: { flag: 'duration', kind: duration, meaning: 'Stop after this time, such as 30s' },
} as const;

export const devicesWatch: Command = {
  title: { name: 'devices watch', summary: 'print the packets of a sensor, raw and decoded' },
  notes: [
    'Each line contains: time, sensor, characteristic or ANT+ type, bytes, fields, → readings.',
    'Nothing is sent to a broker. A sensor may refuse other programs while this one is connected to it.',
  ],
  examples: ['devices watch C0:00:00:00:00:01', 'devices watch ant:12345 --json --duration 10s'],
  operands: OPERANDS,
  options: Object.values(OPTIONS),
  run,
};

async function run(line: RawArguments, io: Io): Promise<ExitStatus> {
  const options = readOptions(line, OPTIONS);
  const [pattern] = readOperands(line, OPERANDS);
  using stop = listenForStop();
  const map = new SensorMap([{ user: 'watch', pattern }]);
  try {
    const hub = await SensorHub.open({
      ...receiversFor(options),
      map,
      ...(options.polar && { polarStreams: options.polar }),
      events: {
        packet: (packet) => {
          if (packet.sensor.owner !== undefined)
            io.stdout.write(`${packetText(packet, options.json)}\n`);
        },
        changed: ({ id, state, detail }) => {
          if (map.ownerOf(id) !== undefined)
            notice(io, `${id} ${state}${detail ? `: ${detail}` : ''}`);
        },
        notice: (message) => notice(io, message),
      },
    });
    await stoppedWithin(stop, options.duration);
    await hub.close();
    return ExitStatus.Done;
  } catch (error) {
    if (error instanceof GatewayError) throw new CommandError(error.message, { cause: error });
    throw error;
  }
}

function packetText(
  { sensor, profile, id, bytes, atMs, packet, error }: WatchedPacket,
  isJson: boolean,
): string {
  const hex = Buffer.from(bytes).toString('hex');
  const at = new Date(atMs).toISOString();
  const readings = packet?.readings ?? [];
  const fields = Object.entries(packet?.value ?? {}).filter(([, value]) => value !== undefined);
  if (isJson) {
    const shown = { at, sensor: sensor.id, profile, id, hex, fields: Object.fromEntries(fields) };
    return JSON.stringify(
      { ...shown, readings, ...(error && { error: error.code }) },
      fieldReplacer,
    );
  }
  const decoded = fields
    .map(([name, value]) => `${name}=${JSON.stringify(value, fieldReplacer)}`)
    .join(' ');
  const values = readings.map((reading) => {
    const content = 'val' in reading ? reading.val : JSON.stringify(reading.d);
    return `${reading.type} ${content} ${reading.unit}`.trimEnd();
  });
  const arrow = values.length === 0 ? '' : ` → ${values.join(', ')}`;
  const text = error === undefined ? `${decoded}${arrow}` : `cannot decode: ${error.code}`;
  return printable(`${at} ${sensor.id} ${id} ${hex} ${text}`);
}
