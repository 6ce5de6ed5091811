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

/** The variables that `createSink` reads. The library `pg` reads its own as well, such as `PGPASSWORD`. */
export const SECRET_VARIABLES = [
  'WEARWIRE_MQTT_USERNAME',
  'WEARWIRE_MQTT_PASSWORD',
  'WEARWIRE_WEBHOOK_SECRET',
  'WEARWIRE_INFLUX_TOKEN',
] as const;

interface Kind {
  /** Names of the options after `#`. */
  readonly options: readonly string[];
  create(url: string, options: ReadonlyMap<string, string>, env: Environment): Sink;
}

const mqtt: Kind = {
  options: ['topic', 'retain', 'discovery', 'client-id'],
  create: (url, options, env) =>
    mqttSink({
      url,
      ...withoutUndefined({
        topic: options.get('topic'),
        discovery: valueOrDefault(options.get('discovery'), 'homeassistant'),
        clientId: options.get('client-id'),
        username: env.WEARWIRE_MQTT_USERNAME,
        password: env.WEARWIRE_MQTT_PASSWORD,
      }),
      retain: isOn(options, 'retain'),
    }),
};

const webhook: Kind = {
  options: ['batch', 'log'],
  create: (url, options, env) =>
    webhookSink({
      url,
      ...withoutUndefined({
        secret: env.WEARWIRE_WEBHOOK_SECRET,
        batchEventsMax: positiveInteger(options, 'batch'),
        log: options.get('log'),
      }),
    }),
};

const influx: Kind = {
  options: [],
  create: (url, _options, env) =>
    influxSink({
      url: url.slice('influx+'.length),
      ...withoutUndefined({ token: env.WEARWIRE_INFLUX_TOKEN }),
    }),
};

const postgres: Kind = {
  options: ['table', 'per-type'],
  create: (url, options) =>
    postgresSink({
      url,
      ...withoutUndefined({ table: options.get('table') }),
      perType: isOn(options, 'per-type'),
    }),
};

const fileKind = (format: 'ndjson' | 'csv'): Kind => ({
  options: ['max-bytes', 'max-age-seconds'],
  create: (url, options) =>
    fileSink({
      folder: url.slice(format.length + 1),
      format,
      ...withoutUndefined({
        bytesMax: positiveInteger(options, 'max-bytes'),
        ageMsMax: multiply(positiveInteger(options, 'max-age-seconds'), 1_000),
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
  ndjson: fileKind('ndjson'),
  csv: fileKind('csv'),
};

/** Creates a sink from an address such as `mqtt://HOST:1883#retain`. Throws `SinkSetupError`. */
export function createSink(address: string, env: Environment = {}): Sink {
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
  return kind.create(url, optionsOf(fragment, kind, scheme), env);
}

function optionsOf(fragment: string, kind: Kind, scheme: string): ReadonlyMap<string, string> {
  const options = new Map<string, string>();
  for (const part of fragment.split('&').filter((option) => option !== '')) {
    const [name = '', value = ''] = splitOnce(part, '=');
    if (!kind.options.includes(name)) {
      const known = kind.options.join(', ') || 'none';
      throw new SinkSetupError(
        `#${name}: unknown option of a ${scheme}: target; its options: ${known}`,
      );
    }
    options.set(name, decode(value));
  }
  return options;
}

function splitOnce(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** Decodes percent-encoding. Returns a value that is not valid percent-encoding unchanged. */
function decode(value: string): string {
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

/** Returns the value of an option; `#name` without a value means `defaultValue`. */
function valueOrDefault(value: string | undefined, defaultValue: string): string | undefined {
  if (value === undefined || value === 'false') return undefined;
  return value === '' || value === 'true' ? defaultValue : value;
}

function positiveInteger(options: ReadonlyMap<string, string>, name: string): number | undefined {
  const value = options.get(name);
  if (value === undefined) return undefined;
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < 1 || !Number.isSafeInteger(number)) {
    throw new SinkSetupError(`#${name}: must be an integer of at least 1`);
  }
  return number;
}

function multiply(value: number | undefined, factor: number): number | undefined {
  return value === undefined ? undefined : value * factor;
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function withoutUndefined<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as Defined<T>;
}
