/** `simulate`: submits readings from virtual wearables, or plays back a recording. */
import type { Producer } from '@wearwire/client-producer';
import {
  count,
  duration,
  flag,
  number,
  type OptionValues,
  text,
  type ValueKind,
} from '@wearwire/options';
import type { Command } from '../command-line/command.js';
import { ExitStatus } from '../command-line/errors.js';
import { type Io, notice } from '../command-line/io.js';
import { type RawArguments, readOptions } from '../command-line/options.js';
import { listenForStop } from '../command-line/signals.js';
import { StatusLine } from '../command-line/status-line.js';
import { readRecording } from '../recordings/read-recording.js';
import type { Sensor } from '../sensors/sensor.js';
import { SENSORS, sensorsNamed } from '../sensors/table.js';
import { createBody } from '../wearables/body.js';
import { createRandom, seedFor } from '../wearables/random.js';
import { VirtualUsers, type VirtualUsersReport } from '../wearables/virtual-users.js';
import { commandError, stateNotice } from './client-messages.js';
import { CONNECTION_OPTIONS, readConnection, URL_OPERAND } from './connection-options.js';
import { plural } from './plural.js';

const sensorNames: ValueKind<readonly Sensor[]> = { metavar: 'S,S…', parse: sensorsNamed };

const OPTIONS = {
  ...CONNECTION_OPTIONS,
  users: {
    flag: 'users',
    kind: count('N', 1, 100_000),
    default: 1,
    meaning: 'Simulate this many users, each with its own connection: sim-1, sim-2, …',
  },
  sensors: {
    flag: 'sensors',
    kind: sensorNames,
    meaning: 'Simulate these sensors for each user, from the list below (default: hr)',
  },
  rate: {
    flag: 'rate',
    kind: number('N', { above: 0, max: 1_000 }),
    meaning: "Send this many packets per second per sensor (default: the sensor's own rate)",
  },
  duration: { flag: 'duration', kind: duration, meaning: 'Stop after this time, such as 30s' },
  seed: {
    flag: 'seed',
    kind: count('N', 0, 2 ** 32 - 1),
    default: 1,
    meaning: 'Derive all values from this number; the same seed gives the same values',
  },
  synthetic: { flag: 'synthetic', kind: flag, meaning: 'Add "synthetic":true to every reading' },
  play: {
    flag: 'play',
    kind: text('FILE'),
    meaning: 'Play back this recording (NDJSON or CSV) instead of simulating; - = stdin',
  },
  speed: {
    flag: 'speed',
    kind: number('X', { above: 0, max: 1_000 }),
    default: 1,
    meaning: 'Play the recording at this multiple of real time',
  },
} as const;

type Options = OptionValues<typeof OPTIONS>;

export const simulate: Command = {
  notes: [
    'A recording is the output of tail or export, JSON lines with packets or readings, or a CSV table.',
    '',
    'sensors:',
    ...SENSORS.map(({ name, meaning }) => `  ${name.padEnd(9)} ${meaning}`),
  ],
  examples: [
    'simulate ws://127.0.0.1:8080/connect --developer me:secret --users 5 --sensors rr,power',
    'simulate ws://127.0.0.1:8080/connect --developer me:secret --play ride.csv --speed 10',
  ],
  operands: [URL_OPERAND],
  options: Object.values(OPTIONS),
  run,
};

async function run(line: RawArguments, io: Io): Promise<ExitStatus> {
  const options = readOptions(line, OPTIONS);
  const { url, developer } = await readConnection(line, options, io);
  using stop = listenForStop();
  const noticeOnce = createNotice(io);
  try {
    await using virtualUsers = new VirtualUsers({
      url,
      developer,
      speed: options.speed,
      isSynthetic: options.synthetic,
      onProducer: (producer) => reportState(producer, url, noticeOnce),
    });
    if (options.play === undefined) addSensors(virtualUsers, options);
    else await addRecording(virtualUsers, options.play, options.users, io);
    const startedAt = performance.now();
    const signals = [stop.signal];
    if (options.duration !== undefined) signals.push(AbortSignal.timeout(options.duration));
    {
      using _count = StatusLine.follow(io, () => countText(virtualUsers));
      await virtualUsers.run(AbortSignal.any(signals));
    }
    const seconds = (performance.now() - startedAt) / 1_000;
    return printSummary(await virtualUsers.close(), virtualUsers.users.length, seconds, io);
  } catch (error) {
    throw commandError(error, { url });
  }
}

function countText({ submitted, confirmed, users }: VirtualUsers): string {
  const sent = plural(submitted, 'reading');
  return `${sent} of ${plural(users.length, 'user')}, ${confirmed} confirmed`;
}

/** Adds the sensors of each user, each with a random start within its interval, so that users are not synchronised. */
function addSensors(virtualUsers: VirtualUsers, { users, sensors, rate, seed }: Options): void {
  for (let number = 1; number <= users; number++) {
    const user = `sim-${number}`;
    const body = createBody(seed, user);
    const random = createRandom(seedFor(seed, `${user} start`));
    for (const sensor of sensors ?? sensorsNamed('hr')) {
      const intervalMs = rate === undefined ? sensor.intervalMs : 1_000 / rate;
      virtualUsers.add(user, sensor.track(body, intervalMs), random() * intervalMs);
    }
  }
}

/** Adds the users that the recording names. If it names none, `users` users play the same tracks. */
async function addRecording(
  virtualUsers: VirtualUsers,
  path: string,
  users: number,
  io: Io,
): Promise<void> {
  const { tracks, ignoredColumns } = await readRecording(path);
  if (ignoredColumns.length > 0) notice(io, `ignored columns: ${ignoredColumns.join(', ')}`);
  for (const [name, cues] of tracks) {
    const names =
      name === '' ? Array.from({ length: users }, (_, index) => `sim-${index + 1}`) : [name];
    for (const user of names) virtualUsers.add(user, cues.values());
  }
}

/** Returns a function that writes notices to stderr and omits repetitions within one second. */
function createNotice(io: Io): (message: string) => void {
  const recent = new Set<string>();
  return (message) => {
    if (recent.has(message)) return;
    recent.add(message);
    setTimeout(() => recent.delete(message), 1_000).unref();
    notice(io, message);
  };
}

function reportState(producer: Producer, url: string, noticeOnce: (message: string) => void): void {
  producer.on('state', (change) => {
    const message = change.state === 'stopped' ? undefined : stateNotice(change, { url });
    if (message !== undefined) noticeOnce(message.text);
  });
  producer.on('dropped', ({ count: dropped, reason }) => {
    if (reason !== 'stopped') noticeOnce(`${plural(dropped, 'reading')} dropped: ${reason}`);
  });
}

function printSummary(
  report: VirtualUsersReport,
  users: number,
  seconds: number,
  io: Io,
): ExitStatus {
  for (const [name, packets] of report.undecoded) {
    notice(io, `could not decode ${plural(packets, 'packet')} of ${name}`);
  }
  const sent = plural(report.submitted - report.lost, 'reading');
  const lost = report.lost > 0 ? `, ${report.lost} lost` : '';
  io.stdout.write(`sent ${sent} of ${plural(users, 'user')} in ${seconds.toFixed(1)} s${lost}\n`);
  return report.lost > 0 ? ExitStatus.Failed : ExitStatus.Done;
}
