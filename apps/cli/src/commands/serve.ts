/**
 * `serve`: runs a broker until a stop signal. Its flags come from the broker's table of settings.
 * stdout gets one line with `ws://HOST:PORT/connect` when the broker is ready, then first steps; stderr gets the log.
 */
import type { Broker, BrokerConfig } from '@wearwire/broker';
import { flag, type Option, text } from '@wearwire/options';
import type { Command } from '../command-line/command.js';
import { ExitStatus, messageOf } from '../command-line/errors.js';
import { foldCommand } from '../command-line/fold-command.js';
import { wrap } from '../command-line/help.js';
import type { Io } from '../command-line/io.js';
import { type RawArguments, readOptions } from '../command-line/options.js';
import { listenForStop } from '../command-line/signals.js';
import { type BrokerModule, brokerError, loadBroker } from './broker-module.js';
import { loadData } from './data-module.js';

/** The options that are not settings of the broker. */
const COMMAND_OPTIONS = {
  config: {
    flag: 'config',
    kind: text('FILE'),
    group: 'Basics',
    meaning: 'Read settings from this YAML or JSON file; flags and variables take precedence',
  },
  check: {
    flag: 'check',
    kind: flag,
    group: 'Basics',
    meaning: 'Check the settings, the certificate and the data directory, then exit',
  },
} as const;

/** A broker whose storage has failed exits after this time even if closing has not finished. */
const FAILED_CLOSE_TIMEOUT_MS = 5_000;

/** Loads the broker and builds the command from its settings. Throws `CommandError` if it cannot be loaded. */
export async function loadServe(): Promise<Command> {
  const broker = await loadBroker();
  return {
    notes: wrap(
      `Durations are written as 40s or 40000 (ms), sizes as 1MiB or 1048576 (bytes). Each flag has an environment variable (--heartbeat-interval: WEARWIRE_HEARTBEAT_INTERVAL) and a key in the config file; the keys, in the order of the flags: ${keysOf(broker).join(', ')}. Exit status: 0 after a stop signal, 1 if the broker could not start or its storage failed (restart the broker), 2 if a setting is invalid.`,
    ),
    examples: [
      'serve --port 8080 --data ./wearwire-data',
      'serve --store memory --developer me:secret',
    ],
    options: broker.SETTING_GROUPS.flatMap((group) =>
      [...(Object.values(broker.SETTINGS) as Option[]), ...Object.values(COMMAND_OPTIONS)].filter(
        (option) => option.group === group,
      ),
    ),
    run: (line, io) => serve(broker, line, io),
  };
}

/** Returns the keys of the config file in the order in which the help lists the flags. */
function keysOf({ SETTINGS, SETTING_GROUPS }: BrokerModule): string[] {
  const settings = Object.entries(SETTINGS);
  return SETTING_GROUPS.flatMap((group) =>
    settings.filter(([, setting]) => setting.group === group).map(([key]) => key),
  );
}

async function serve(broker: BrokerModule, line: RawArguments, io: Io): Promise<ExitStatus> {
  const { config: file = io.env.WEARWIRE_CONFIG, check } = readOptions(line, COMMAND_OPTIONS);
  try {
    const config = await broker.loadConfig({ flags: line.flags, env: io.env, file });
    if (check) {
      const { tlsCert: cert, tlsKey: key, store, data } = config;
      if (cert !== '') await broker.checkTlsFiles({ cert, key }, Date.now());
      if (store === 'disk') await (await loadData()).checkDirectory(data);
      io.stdout.write('configuration OK\n');
      return ExitStatus.Done;
    }
    const endsOnHangUp = config.tlsCert === '' && io.stdout.isTTY === true;
    using stop = endsOnHangUp ? listenForStop() : listenForStop(undefined, ['SIGINT', 'SIGTERM']);
    const logger = broker.createLogger(config.logLevel);
    await using running = await broker.createBroker({ ...config, logger });
    using _hangUp = onHangUp(!endsOnHangUp, () =>
      running.reloadTls().catch((error: unknown) => {
        logger.error(`the old certificate stays in use: ${messageOf(error)}`);
      }),
    );
    announce(running, config, io);
    const failure = await Promise.race([stop.stopped, running.failed]);
    if (failure !== undefined) {
      // A failed disk may block forever; exit anyway, so that a supervisor can restart the broker.
      setTimeout(() => process.exit(ExitStatus.Failed), FAILED_CLOSE_TIMEOUT_MS).unref();
      await running.close().catch(() => {});
      throw failure;
    }
    await running.close();
    return ExitStatus.Done;
  } catch (error) {
    throw brokerError(broker, error);
  }
}

/**
 * SIGHUP reloads the certificate. Without TLS it stops a broker that runs in a terminal and does nothing to one that
 * runs as a service. `isEnabled`: whether to call `listener`.
 */
function onHangUp(isEnabled: boolean, listener: () => void): Disposable {
  if (isEnabled) process.on('SIGHUP', listener);
  return { [Symbol.dispose]: () => void process.off('SIGHUP', listener) };
}

function announce(broker: Broker, config: BrokerConfig, io: Io): void {
  const { consoleUrl, createdDeveloper, metricsUrl, url } = broker;
  io.stdout.write(`wearwire broker ready: ${url}\n`);
  if (consoleUrl !== undefined) io.stdout.write(`console: ${consoleUrl}\n`);
  if (metricsUrl !== undefined) io.stdout.write(`metrics: ${metricsUrl}\n`);
  const location = locationOf(config);
  if (createdDeveloper === undefined) {
    if (config.developers.length > 0) return;
    const [first = 'ID', ...others] = broker.developerIds;
    const names = [first, ...others].join(', ');
    const stored = others.length === 0 ? `developer ${names} is` : `developers ${names} are`;
    const rotate = `${io.program} developers rotate ${first} --data ${config.data}`;
    const hint = config.store === 'disk' ? `; to replace the key of ${first}: ${rotate}` : '';
    io.stdout.write(`${stored} stored ${location}${hint}\n`);
    return;
  }
  const lines =
    io.stdout.isTTY === true || config.store !== 'disk'
      ? firstSteps(broker, config, `${createdDeveloper.id}:${createdDeveloper.key}`, location, io)
      : keyInstructions(createdDeveloper.id, config, location, io);
  io.stdout.write(`${['', ...lines, ''].join('\n')}\n`);
}

function locationOf({ store, data }: BrokerConfig): string {
  if (store === 'disk') return `in ${data}`;
  return store === 'memory' ? 'in memory until the broker stops' : 'in NATS';
}

/** Returns the text for a terminal: the new developer's key, which is shown once, and commands to try. */
function firstSteps(
  broker: Broker,
  config: BrokerConfig,
  credentials: string,
  location: string,
  { program, stdout }: Io,
): string[] {
  const width = (stdout.columns || 80) - 2;
  // Without the path, so that only the ready line contains the endpoint.
  const address = reachableUrl(broker, config.host);
  return [
    'No developer was configured, so one was created. Its key is shown once and cannot be retrieved:',
    '',
    `  ${credentials}`,
    '',
    `The developer is stored ${location}.`,
    'Try it in two other terminals:',
    '',
    ...[
      `${program} tail ${address} --developer ${credentials} --pretty`,
      `${program} simulate ${address} --developer ${credentials} --users 3`,
    ].flatMap((line) => foldCommand(line, width).map((part) => `  ${part}`)),
    '',
  ];
}

/** Returns the text for a service, whose stdout is a log that must not contain a key. */
function keyInstructions(
  id: string,
  config: BrokerConfig,
  location: string,
  { program }: Io,
): string[] {
  return [
    `No developer was configured, so ${id} was created. It is stored ${location}. To get a key:`,
    '',
    `  ${program} developers rotate ${id} --data ${config.data}`,
    '',
  ];
}

/** Returns the base URL to connect to from this machine; a wildcard host becomes 127.0.0.1. */
function reachableUrl(broker: Broker, host: string): string {
  const isAll = host === '0.0.0.0' || host === '::';
  const name = isAll ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  return `${new URL(broker.url).protocol}//${name}:${broker.port}`;
}
