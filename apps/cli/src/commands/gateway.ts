/** `gateway`: submits readings of nearby Bluetooth LE and ANT+ sensors to a broker, until it is stopped. */
import { type ClientError, type GetToken, TokenError } from '@wearwire/client-producer';
import {
  type Assignment,
  createGateway,
  GATEWAY_LIMITS,
  GatewayError,
  MapFile,
  SensorMap,
  tokenFromUrl,
} from '@wearwire/gateway';
import { count, duration, flag, type OptionValues, oneOfWords, text } from '@wearwire/options';
import type { Command } from '../command-line/command.js';
import { CommandError, ExitStatus, messageOf, UsageError } from '../command-line/errors.js';
import { type Io, notice } from '../command-line/io.js';
import { type RawArguments, readOptions } from '../command-line/options.js';
import { listenForStop, stoppedWithin } from '../command-line/signals.js';
import type { Credentials } from '../command-line/values.js';
import { ConnectionNotices } from '../gateway/connection-notices.js';
import { createView, type GatewayView } from '../gateway/gateway-view.js';
import { clientMessage, commandError } from './client-messages.js';
import {
  CONNECTION_OPTIONS,
  developerSource,
  installTrustedAuthorities,
  readUrl,
  URL_OPERAND,
} from './connection-options.js';
import { assignment, polarStreams, RADIO_OPTIONS, receiversFor } from './gateway-options.js';
import { plural } from './plural.js';
import { tokensFor } from './tokens-for.js';

const OPTIONS = {
  ...CONNECTION_OPTIONS,
  tokenUrl: {
    flag: 'token-url',
    kind: text('URL'),
    meaning:
      'Get tokens from this URL of your backend instead of using a key; {user} in it becomes the user id',
  },
  user: {
    flag: 'user',
    kind: assignment,
    isList: true,
    meaning:
      'Submit the readings of SENSOR as USER; SENSOR is an address, ant:NUMBER or ant:NUMBER/TYPE',
  },
  any: {
    flag: 'any',
    kind: text('USER'),
    meaning: 'Submit the readings of all other sensors as this user (default: list them only)',
  },
  map: {
    flag: 'map',
    kind: text('FILE'),
    meaning: 'Read more USER=SENSOR lines from this file; changes apply at once',
  },
  data: {
    flag: 'data',
    kind: text('DIR'),
    default: 'wearwire-gateway',
    meaning: 'Keep readings in this directory until the broker has confirmed them',
  },
  durability: {
    flag: 'durability',
    kind: oneOfWords('process', 'disk'),
    default: 'process',
    meaning:
      'Store readings so that they survive a crash of the gateway (process) or a power cut (disk)',
  },
  ...RADIO_OPTIONS,
  connections: {
    flag: 'connections',
    kind: count('N', 1, 64),
    default: GATEWAY_LIMITS.connectionsPerAdapterMax,
    meaning: 'Connect at most this many sensors at a time with each Bluetooth adapter',
  },
  polar: {
    flag: 'polar',
    kind: polarStreams,
    meaning: 'Start these streams of Polar sensors; none = no stream (default: ECG=130)',
  },
  timestamps: {
    flag: 'timestamps',
    kind: oneOfWords('host', 'device'),
    default: 'host',
    meaning: 'Set "ts" by the clock of this host or of the device',
  },
  status: {
    flag: 'status',
    kind: flag,
    meaning: 'Send STATUS when sensors connect and disconnect; the broker must support it',
  },
  interval: {
    flag: 'interval',
    kind: duration,
    default: 60_000,
    meaning: 'Print a line for each sensor at this interval if stdout is not a terminal',
  },
  json: { flag: 'json', kind: flag, meaning: 'Print sensors as JSON lines' },
  duration: { flag: 'duration', kind: duration, meaning: 'Stop after this time, such as 30s' },
} as const;

type Options = OptionValues<typeof OPTIONS>;

export const gateway: Command = {
  notes: [
    'Sensors that are not assigned to a user are listed, but their readings are not sent.',
    'If two sensors of a user send the same type, the one that comes first in --user and --map',
    'is used; while it sends nothing, the other one is used.',
  ],
  examples: [
    'gateway ws://127.0.0.1:8080/connect --developer me:secret --user anna=C0:00:00:00:00:01',
    'gateway wss://broker.example/connect --token-url https://app.example/token?user={user} --map sensors.map',
  ],
  operands: [URL_OPERAND],
  options: Object.values(OPTIONS),
  run,
};

async function run(line: RawArguments, io: Io): Promise<ExitStatus> {
  const options = readOptions(line, OPTIONS);
  const { url, getToken } = await connectionOf(line, options, io);
  const receivers = receiversFor(options);
  using stop = listenForStop();
  using view = createView(io, options.json, options.interval);
  using maps = await openMap(options, view);
  const connections = new ConnectionNotices((message) => view.notice(message));
  try {
    await using running = await createGateway({
      url,
      getToken,
      map: maps.map,
      ...receivers,
      dataDirectory: options.data,
      durability: options.durability,
      timestamps: options.timestamps,
      serverTakesStatus: options.status,
      limits: { connectionsPerAdapterMax: options.connections },
      ...(options.polar && { polarStreams: options.polar }),
      events: {
        changed: (row) => view.changed(row),
        notice: (message) => view.notice(message),
        state: (user, { state, error }) => {
          if (state === 'ready') connections.recordConnected(user);
          if (state === 'waiting' && error)
            connections.recordFailure(user, clientMessage(error, { url }));
        },
        failed: (user, error) => view.notice(`${user}: ${journalMessage(error, options.data)}`),
      },
    });
    maps.follow((map) => running.setMap(map));
    view.show(running);
    await stoppedWithin(stop, options.duration);
    // End the table first, so that notices during the close are printed below it.
    view[Symbol.dispose]();
    const { unsentEvents, unconfirmedEvents } = await running.close();
    const waiting = unsentEvents + unconfirmedEvents;
    if (waiting > 0)
      notice(io, `${plural(waiting, 'reading')} stored in ${options.data} for the next start`);
    return ExitStatus.Done;
  } catch (error) {
    if (error instanceof GatewayError) throw new CommandError(error.message, { cause: error });
    throw commandError(error, { url });
  }
}

async function connectionOf(
  line: RawArguments,
  options: Options,
  io: Io,
): Promise<{ readonly url: string; readonly getToken: (user: string) => GetToken }> {
  if (options.tokenUrl !== undefined) {
    if (options.developer !== undefined)
      throw new UsageError('pass --developer or --token-url, not both');
    await installTrustedAuthorities(options.ca, io);
    return { url: readUrl(line, io), getToken: tokensFromBackend(options.tokenUrl) };
  }
  const url = readUrl(line, io);
  const developer = await developerSource(options, io);
  await installTrustedAuthorities(options.ca, io);
  return { url, getToken: (user) => tokensFromBroker(url, user, developer) };
}

/** Reads the credentials for each token, so that a key corrected in its file applies from the next attempt on. */
function tokensFromBroker(
  url: string,
  user: string,
  developer: () => Promise<Credentials>,
): GetToken {
  return async (attempt) => {
    const credentials = await developer().catch((cause) => {
      throw new TokenError('token-failed', messageOf(cause), { cause });
    });
    return tokensFor(url, credentials, { user })(attempt);
  };
}

function journalMessage(error: ClientError, directory: string): string {
  if (error.code !== 'store-failed') return error.message;
  const why = messageOf(error.cause ?? error);
  return `cannot use the journal in ${directory} (${why}); readings are kept only in memory; fix the cause and restart the gateway`;
}

function tokensFromBackend(template: string): (user: string) => GetToken {
  try {
    return tokenFromUrl(template);
  } catch (error) {
    throw new UsageError(`--token-url: ${messageOf(error)}`, error);
  }
}

interface OpenedMap extends Disposable {
  readonly map: SensorMap;
  /** Sets the function that is called with each later version of the map. */
  follow(listener: (map: SensorMap) => void): void;
}

/** Opens the sensor map. Order of precedence: flags, file, --any. */
async function openMap({ user, any, map: path }: Options, view: GatewayView): Promise<OpenedMap> {
  const after: Assignment[] = any === undefined ? [] : [{ user: any, pattern: { kind: 'any' } }];
  let listener = (_map: SensorMap): void => {};
  const follow = (next: typeof listener) => {
    listener = next;
  };
  try {
    if (path === undefined) {
      return { map: new SensorMap([...user, ...after]), follow, [Symbol.dispose]: () => {} };
    }
    const { file, map } = await MapFile.open({
      path,
      before: user,
      after,
      onChange: (changed) => {
        listener(changed);
        view.notice(`reloaded ${path}: ${plural(changed.users.length, 'user')}`);
      },
      onError: (error) => view.notice(`${error.message}; the previous map remains in use`),
    });
    return { map, follow, [Symbol.dispose]: () => file[Symbol.dispose]() };
  } catch (error) {
    throw new UsageError(messageOf(error), error);
  }
}
