/** `devices`: lists nearby sensors and the types they can send. Only listens: connects to nothing, sends nothing. */
import { GatewayError, SensorHub, SensorMap, type SensorRow, sensorRow } from '@wearwire/gateway';
import { duration, flag } from '@wearwire/options';
import type { Command } from '../command-line/command.js';
import { CommandError, ExitStatus } from '../command-line/errors.js';
import { type Io, notice } from '../command-line/io.js';
import { type RawArguments, readOptions } from '../command-line/options.js';
import { listenForStop, stoppedWithin } from '../command-line/signals.js';
import { StatusLine } from '../command-line/status-line.js';
import { printable } from '../command-line/terminal-text.js';
import { devicesWatch } from './devices-watch.js';
import { RADIO_OPTIONS, receiversFor } from './gateway-options.js';
import { plural } from './plural.js';

/** Sorts a sensor of unknown signal strength after all others; -127 dBm is the lowest that Bluetooth reports. */
const RSSI_UNKNOWN_DBM = -127;

const OPTIONS = {
  for: { flag: 'for', kind: duration, default: 6_000, meaning: 'Listen for this long' },
  ...RADIO_OPTIONS,
  json: { flag: 'json', kind: flag, meaning: 'Print the sensors as JSON' },
} as const;

const devices: Command = {
  notes: ['"devices watch SENSOR" prints the packets of one sensor.'],
  examples: ['devices', 'devices --for 20s --json', 'devices watch C0:00:00:00:00:01'],
  options: Object.values(OPTIONS),
  run,
};

/** Returns the command that the words name: `devices`, or `devices watch`. */
export function loadDevices(words: readonly string[]): Command {
  return words[0] === 'watch' ? devicesWatch : devices;
}

async function run(line: RawArguments, io: Io): Promise<ExitStatus> {
  const options = readOptions(line, OPTIONS);
  using stop = listenForStop();
  try {
    const hub = await SensorHub.open({
      ...receiversFor(options),
      map: new SensorMap([]),
      events: { notice: (message) => notice(io, message) },
    });
    {
      using _count = StatusLine.follow(
        io,
        () => `listening: ${plural(hub.sensors.length, 'sensor')}`,
      );
      await stoppedWithin(stop, options.for);
    }
    const rows = hub.sensors.map((sensor) => sensorRow(sensor, undefined));
    await hub.close();
    print(rows, options.json, io);
    return ExitStatus.Done;
  } catch (error) {
    if (error instanceof GatewayError) throw new CommandError(error.message, { cause: error });
    throw error;
  }
}

function print(rows: readonly SensorRow[], isJson: boolean, io: Io): void {
  const signalOf = ({ rssiDbm = RSSI_UNKNOWN_DBM }: SensorRow): number => rssiDbm;
  const sorted = [...rows].sort((a, b) => signalOf(b) - signalOf(a));
  if (isJson) {
    io.stdout.write(`${JSON.stringify(sorted, null, 2)}\n`);
    return;
  }
  if (sorted.length === 0) {
    io.stdout.write('no sensor found: wake your sensor (wear it, turn the pedals) and try again\n');
    return;
  }
  const cells = sorted.map(({ id, name = '–', kinds, gives, rssiDbm }) => [
    id,
    name,
    rssiDbm === undefined ? '–' : `${rssiDbm} dBm`,
    kinds.join(', ') || '–',
    gives.join(', '),
  ]);
  const head = ['SENSOR', 'NAME', 'SIGNAL', 'KIND', 'CAN SEND'];
  const table = [head, ...cells].map((row) => row.map(printable));
  const widths = head.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  const lines = table.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join('  ')
      .trimEnd(),
  );
  io.stdout.write(`${lines.join('\n')}\n`);
}
