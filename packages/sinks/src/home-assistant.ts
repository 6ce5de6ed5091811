/**
 * MQTT discovery of Home Assistant: a retained config message that describes a sensor creates the sensor there. One
 * config message is published per connection, user and event type, for types with a single number only.
 * Source: Home Assistant documentation, "MQTT discovery".
 */
import { eventTypeInfo } from '@wearwire/protocol';
import type { SinkEvent } from './sink.js';

/** Maximum number of remembered pairs of user and type; above it, the config messages of all pairs are sent again. */
const PUBLISHED_MAX = 100_000;

interface ConfigMessage {
  readonly topic: string;
  readonly payload: string;
}

export class DiscoveryConfigs {
  readonly #prefix: string;
  /** Pairs of user and type whose config message is confirmed. */
  readonly #published = new Set<string>();
  /** Pairs whose config message is in the current batch, which is not confirmed yet. */
  readonly #pending = new Set<string>();

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** Starts a batch. Config messages of a previous batch that was not confirmed are needed again. */
  startBatch(): void {
    this.#pending.clear();
  }

  /** Returns the config message to publish before this event; `undefined` if none is needed. */
  configOf({ uid, type, reading }: SinkEvent, stateTopic: string): ConfigMessage | undefined {
    const info = eventTypeInfo(type);
    const isScalar = typeof (reading as { readonly val?: unknown }).val === 'number';
    const pair = `${uid}\0${type}`;
    if (info?.field !== 'val' || !isScalar) return undefined;
    if (this.#published.has(pair) || this.#pending.has(pair)) return undefined;
    this.#pending.add(pair);
    const [node, object] = [idOf(uid), idOf(type)];
    const payload = JSON.stringify({
      name: titleOf(type),
      unique_id: `wearwire_${node}_${object}`,
      state_topic: stateTopic,
      value_template: '{{ value_json.reading.val }}',
      state_class: 'measurement',
      ...(info.unit !== '' && { unit_of_measurement: info.unit }),
      device: { identifiers: [`wearwire_${node}`], name: uid, manufacturer: 'wearwire' },
    });
    return { topic: `${this.#prefix}/sensor/wearwire_${node}/${object}/config`, payload };
  }

  /** Records that the batch is confirmed. */
  markPublished(): void {
    if (this.#published.size + this.#pending.size > PUBLISHED_MAX) this.#published.clear();
    for (const pair of this.#pending) this.#published.add(pair);
    this.#pending.clear();
  }

  /** Forces all config messages to be sent again. Called on a new connection: the server may have lost them. */
  reset(): void {
    this.#published.clear();
  }
}

/**
 * Discovery topics allow only letters, digits, `_` and `-`. All other UTF-16 code units, and also `_`, are replaced
 * with their number between two `_`, so that two users never share a sensor.
 */
function idOf(text: string): string {
  return text.replaceAll(/[^a-zA-Z0-9-]/g, (character) => `_${character.codePointAt(0)}_`);
}

/** Converts `HEART_RATE` to `Heart rate`. */
function titleOf(type: string): string {
  const words = type.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
