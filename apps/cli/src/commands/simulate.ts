/** `simulate`: virtual wearables that send what real ones send, or a recording played back. */
import type { Producer } from '@wearwire/client-producer';
import type { Command } from '../line/command.js';
import { ExitStatus } from '../line/errors.js';
import type { Io } from '../line/io.js';
import { type OptionValues, type RawLine, readOperand, readOptions } from '../line/options.js';
import { listenForStop } from '../line/signals.js';
import { count, duration, flag, positive, text, type ValueKind } from '../line/values.js';
import { readRecording } from '../recordings/recording.js';
import type { Sensor } from '../sensors/sensor.js';
import { SENSORS, sensorsNamed } from '../sensors/table.js';
import { createBody } from '../wearables/body.js';
import { Fleet, type FleetReport } from '../wearables/fleet.js';
import { createRandom, seedFor } from '../wearables/random.js';
import { DEVELOPER_OPTION, URL_OPERAND } from './broker-options.js';
import { commandError, stateNotice } from './client-messages.js';
import { plural } from './plural.js';

const sensorNames: ValueKind<readonly Sensor[]> = { metavar: 'S,S…', parse: sensorsNamed };

const OPTIONS = {
  developer: DEVELOPER_OPTION,
  users: {
    flag: 'users',
    kind: count('N', 1, 100_000),
    default: 1,
    meaning: 'how many users, each with a connection of its own: sim-1, sim-2, …',
  },
  sensors: {
    flag: 'sensors',
    kind: sensorNames,
    meaning: 'what each user wears, see below (default hr)',
  },
  rate: {
    flag: 'rate',
    kind: positive('N', 1_000),
    meaning: "packets a second of each sensor, instead of the sensor's own",
  },
  duration: { flag: 'duration', kind: duration, meaning: 'stop after this time' },
  seed: {
    flag: 'seed',
    kind: count('N', 0, 2 ** 32 - 1),
    default: 1,
    meaning: 'the same seed gives the same values',
  },
  synthetic: { flag: 'synthetic', kind: flag, meaning: 'mark every reading with "synthetic":true' },
  play: {
    flag: 'play',
    kind: text('FILE'),
    meaning: 'play a recording instead: NDJSON of packets or readings, or CSV like the ride',
  },
  speed: {
    flag: 'speed',
    kind: positive('X', 1_000),
    default: 1,
    meaning: 'times as fast as life',
  },
} as const;

type Options = OptionValues<typeof OPTIONS>;

export const simulate: Command = {
  name: 'simulate',
  summary: 'virtual wearables, or a recording played back',
  notes: ['sensors:', ...SENSORS.map(({ name, meaning }) => `  ${name.padEnd(9)} ${meaning}`)],
  examples: [
    'simulate ws://127.0.0.1:8080/connect --developer me:secret --users 5 --sensors rr,power',
    'simulate ws://127.0.0.1:8080/connect --developer me:secret --play ride.csv',
  ],
  operand: URL_OPERAND,
  options: Object.values(OPTIONS),
  run,
};

async function run(line: RawLine, io: Io): Promise<ExitStatus> {
  const url = readOperand(line, URL_OPERAND);
  const options = readOptions(line, OPTIONS);
  using stop = listenForStop();
  const notice = createNotice(io);
  try {
    await using fleet = new Fleet({
      url,
      developer: options.developer,
      speed: options.speed,
      isSynthetic: options.synthetic,
      onProducer: (producer) => tell(producer, notice),
    });
    if (options.play === undefined) dress(fleet, options);
    else await playBack(fleet, options.play, options.users);
    const startedAt = performance.now();
    const signals = [stop.signal];
    if (options.duration !== undefined) signals.push(AbortSignal.timeout(options.duration));
    await fleet.run(AbortSignal.any(signals));
    const seconds = (performance.now() - startedAt) / 1_000;
    return conclude(await fleet.close(), fleet.users.length, seconds, io);
  } catch (error) {
    throw commandError(error);
  }
}

/** Gives each user its sensors. Users begin at moments of their own, as people do. */
function dress(fleet: Fleet, { users, sensors, rate, seed }: Options): void {
  for (let number = 1; number <= users; number++) {
    const user = `sim-${number}`;
    const body = createBody(seed, user);
    const random = createRandom(seedFor(seed, `${user} start`));
    for (const sensor of sensors ?? sensorsNamed('hr')) {
      const intervalMs = rate === undefined ? sensor.intervalMs : 1_000 / rate;
      fleet.add(user, sensor.track(body, intervalMs), random() * intervalMs);
    }
  }
}

/** A recording's own users, or so many that all do the same. */
async function playBack(fleet: Fleet, path: string, users: number): Promise<void> {
  for (const [name, cues] of await readRecording(path)) {
    const names =
      name === '' ? Array.from({ length: users }, (_, index) => `sim-${index + 1}`) : [name];
    for (const user of names) fleet.add(user, cues.values());
  }
}

/** Notices on stderr; one that was just told, by another user's connection, is not told again. */
function createNotice(io: Io): (message: string) => void {
  const told = new Set<string>();
  return (message) => {
    if (told.has(message)) return;
    told.add(message);
    setTimeout(() => told.delete(message), 1_000).unref();
    io.stderr.write(`wearwire: ${message}\n`);
  };
}

function tell(producer: Producer, notice: (message: string) => void): void {
  producer.on('state', (change) => {
    const message = change.state === 'stopped' ? undefined : stateNotice(change);
    if (message !== undefined) notice(message);
  });
  producer.on('dropped', ({ count: dropped, reason }) => {
    if (reason !== 'stopped') notice(`${plural(dropped, 'reading')} dropped: ${reason}`);
  });
}

function conclude(report: FleetReport, users: number, seconds: number, io: Io): ExitStatus {
  for (const [name, packets] of report.untranslated) {
    io.stderr.write(`wearwire: nothing was made of ${plural(packets, 'packet')} of ${name}\n`);
  }
  const sent = plural(report.submitted - report.lost, 'reading');
  const lost = report.lost > 0 ? `, ${report.lost} more did not get through` : '';
  io.stdout.write(`sent ${sent} of ${plural(users, 'user')} in ${seconds.toFixed(1)} s${lost}\n`);
  return report.lost > 0 ? ExitStatus.Failed : ExitStatus.Done;
}
