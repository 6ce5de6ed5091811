/**
 * Creates sinks from addresses such as those of `--to`. The part before `#` is the address of the target,
 * unchanged; the part after it holds options and is never sent. Secrets can be passed in environment
 * variables, which other users of the machine cannot read.
 */
import { SinkSetupError } from './errors.js';
import { fileSink } from './file-sink.js';
import { influxSink } from './influx-sink.js';
import { mqttSink } from './mqtt-sink.js';
import { postgresSink } from './postgres-sink.js';
import type { Sink } from './sink.js';
import { webhookSink } from './webhook-sink.js';

/** Environment variables, such as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The variables that `sinkOf` reads. The library `pg` reads its own as well, such as `PGPASSWORD`. */
export const SECRET_VARIABLES = [
  'WEARWIRE_MQTT_USERNAME',
  'WEARWIRE_MQTT_PASSWORD',
  'WEARWIRE_WEBHOOK_SECRET',
  'WEARWIRE_INFLUX_TOKEN',
] as const;

interface Kind {
  /** Names of the options after `#`. */
  readonly options: readonly string[];
  make(url: string, options: ReadonlyMap<string, string>, env: Environment): Sink;
}

const mqtt: Kind = {
  options: ['topic', 'retain', 'discovery', 'client-id'],
  make: (url, options, env) =>
    mqttSink({
      url,
      ...defined({
        topic: options.get('topic'),
        discovery: switchOr(options.get('discovery'), 'homeassistant'),
        clientId: options.get('client-id'),
        username: env.WEARWIRE_MQTT_USERNAME,
        password: env.WEARWIRE_MQTT_PASSWORD,
      }),
      retain: isOn(options, 'retain'),
    }),
};

const webhook: Kind = {
  options: ['batch', 'log'],
  make: (url, options, env) =>
    webhookSink({
      url,
      ...defined({
        secret: env.WEARWIRE_WEBHOOK_SECRET,
        batchEventsMax: count(options, 'batch'),
        log: options.get('log'),
      }),
    }),
};

const influx: Kind = {
  options: [],
  make: (url, _options, env) =>
    influxSink({
      url: url.slice('influx+'.length),
      ...defined({ token: env.WEARWIRE_INFLUX_TOKEN }),
    }),
};

const postgres: Kind = {
  options: ['table', 'per-type'],
  make: (url, options) =>
    postgresSink({
      url,
      ...defined({ table: options.get('table') }),
      perType: isOn(options, 'per-type'),
    }),
};

const files = (format: 'ndjson' | 'csv'): Kind => ({
  options: ['max-bytes', 'max-age-seconds'],
  make: (url, options) =>
    fileSink({
      folder: url.slice(format.length + 1),
      format,
      ...defined({
        bytesMax: count(options, 'max-bytes'),
        ageMsMax: times(count(options, 'max-age-seconds'), 1_000),
      }),
    }),
});

const KINDS: Readonly<Record<string, Kind>> = {
  mqtt,
  mqtts: mqtt,
  http: webhook,
  https: webhook,
  'influx+http': influx,
  'influx+https': influx,
  postgres,
  postgresql: postgres,
  ndjson: files('ndjson'),
  csv: files('csv'),
};

/** Creates a sink from an address such as `mqtt://HOST:1883#retain`. Throws `SinkSetupError`. */
export function sinkOf(address: string, env: Environment = {}): Sink {
  const [, scheme = ''] = /^([a-z+]+):./.exec(address) ?? [];
  const kind = Object.hasOwn(KINDS, scheme) ? KINDS[scheme] : undefined;
  // The message omits the address, which may contain a password.
  if (!kind) {
    throw new SinkSetupError(`a target must begin with one of ${Object.keys(KINDS).join(':, ')}:`);
  }
  const [url = '', fragment = ''] = splitOnce(address, '#');
  const isPath = kind === KINDS.ndjson || kind === KINDS.csv;
  if (!isPath && !URL.canParse(url)) {
    throw new SinkSetupError(`the ${scheme}: target is not a valid address`);
  }
  return kind.make(url, optionsOf(fragment, kind, scheme), env);
}

function optionsOf(fragment: string, kind: Kind, scheme: string): ReadonlyMap<string, string> {
  const options = new Map<string, string>();
  for (const part of fragment.split('&').filter((one) => one !== '')) {
    const [name = '', value = ''] = splitOnce(part, '=');
    if (!kind.options.includes(name)) {
      const known = kind.options.join(', ') || 'none';
      throw new SinkSetupError(`#${name}: unknown option of a ${scheme}: target; known: ${known}`);
    }
    options.set(name, decoded(value));
  }
  return options;
}

function splitOnce(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function isOn(options: ReadonlyMap<string, string>, name: string): boolean {
  const value = options.get(name);
  if (value === undefined || value === 'false') return false;
  if (value === '' || value === 'true') return true;
  throw new SinkSetupError(`#${name}: must be true or false`);
}

/** An option with an optional value: `#name` alone means `standard`. */
function switchOr(value: string | undefined, standard: string): string | undefined {
  if (value === undefined || value === 'false') return undefined;
  return value === '' || value === 'true' ? standard : value;
}

function count(options: ReadonlyMap<string, string>, name: string): number | undefined {
  const value = options.get(name);
  if (value === undefined) return undefined;
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < 1 || !Number.isSafeInteger(number)) {
    throw new SinkSetupError(`#${name}: must be a whole number, 1 or more`);
  }
  return number;
}

function times(value: number | undefined, factor: number): number | undefined {
  return value === undefined ? undefined : value * factor;
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function defined<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as Defined<T>;
}
