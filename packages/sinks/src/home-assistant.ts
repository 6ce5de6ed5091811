/**
 * Home Assistant's MQTT discovery: a retained message that describes a sensor makes it appear there by itself.
 * One description for each user and event type, the first time on a connection. Only for types with one number.
 * Source: Home Assistant documentation, "MQTT discovery".
 */
import { eventTypeInfo } from '@wearwire/protocol';
import type { SinkEvent } from './sink.js';

/** Users times types that are remembered; then all are described again. */
const DESCRIBED_MAX = 100_000;

interface Config {
  readonly topic: string;
  readonly payload: string;
}

export class DiscoveryConfigs {
  readonly #prefix: string;
  readonly #described = new Set<string>();
  /** Described in the batch that is under way: not there before its PUBACKs. */
  readonly #pending = new Set<string>();

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** The description to publish before this event; `undefined` where none is due. */
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

  /** The batch is confirmed. */
  published(): void {
    if (this.#described.size + this.#pending.size > DESCRIBED_MAX) this.#described.clear();
    for (const name of this.#pending) this.#described.add(name);
    this.#pending.clear();
  }

  /** Behind a new connection may be another server, or one that has lost its retained messages. */
  connected(): void {
    this.#described.clear();
    this.#pending.clear();
  }
}

/**
 * Discovery topics take letters, digits, `_` and `-` only. What is replaced is told apart by its code, so that
 * two users never share a sensor.
 */
function idOf(text: string): string {
  return text.replaceAll(/[^a-zA-Z0-9-]/g, (character) => `_${character.codePointAt(0)}_`);
}

/** `HEART_RATE` as `Heart rate`. */
function titleOf(type: string): string {
  const words = type.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
