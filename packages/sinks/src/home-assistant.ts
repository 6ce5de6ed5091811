/**
 * MQTT discovery of Home Assistant: a retained message that describes a sensor creates it there
 * automatically. Publishes one description per connection, user and event type. Only types with a single
 * number are described. Source: Home Assistant documentation, "MQTT discovery".
 */
import { eventTypeInfo } from '@wearwire/protocol';
import type { SinkEvent } from './sink.js';

/** Maximum number of remembered (user, type) pairs; above it, all are described again. */
const DESCRIBED_MAX = 100_000;

interface Config {
  readonly topic: string;
  readonly payload: string;
}

export class DiscoveryConfigs {
  readonly #prefix: string;
  readonly #described = new Set<string>();
  /** Described in the current batch, which is not confirmed yet. */
  readonly #pending = new Set<string>();

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** Returns the description to publish before this event; `undefined` if none is needed. */
  configOf({ uid, type, reading }: SinkEvent, stateTopic: string): Config | undefined {
    const info = eventTypeInfo(type);
    const isScalar = typeof (reading as { readonly val?: unknown }).val === 'number';
    const name = `${uid}\0${type}`;
    if (info?.field !== 'val' || !isScalar) return undefined;
    if (this.#described.has(name) || this.#pending.has(name)) return undefined;
    this.#pending.add(name);
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

  /** Call when the batch is confirmed. */
  markPublished(): void {
    if (this.#described.size + this.#pending.size > DESCRIBED_MAX) this.#described.clear();
    for (const name of this.#pending) this.#described.add(name);
    this.#pending.clear();
  }

  /** Call after a reconnect: the server may have lost its retained messages, so describe everything again. */
  reset(): void {
    this.#described.clear();
    this.#pending.clear();
  }
}

/**
 * Discovery topics allow only letters, digits, `_` and `-`. Other characters are replaced with their code
 * point, so that two users never share a sensor.
 */
function idOf(text: string): string {
  return text.replaceAll(/[^a-zA-Z0-9-]/g, (character) => `_${character.codePointAt(0)}_`);
}

/** Converts `HEART_RATE` to `Heart rate`. */
function titleOf(type: string): string {
  const words = type.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
