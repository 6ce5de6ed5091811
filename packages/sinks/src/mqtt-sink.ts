/**
 * Publishes to MQTT 3.1.1 with MQTT.js, one message per event, QoS 1. A batch is confirmed when the server
 * has sent a PUBACK for each message. If the connection is lost, the batch fails and the next write
 * reconnects.
 */
import type { MqttClient } from 'mqtt';
import { SinkSetupError, SinkUnavailableError } from './errors.js';
import { eventJson } from './event-json.js';
import { DiscoveryConfigs } from './home-assistant.js';
import { topicTemplate } from './mqtt-topic.js';
import { optionalLibrary } from './optional-library.js';
import type { Sink, SinkEvent } from './sink.js';

/** Options of `mqttSink`. */
export interface MqttSinkOptions {
  /** `mqtt(s)://HOST:PORT`, with or without `USER:PASSWORD@`. */
  readonly url: string;
  /** Template with `{user}`, `{type}` and `{developer}`. Default `wearwire/{user}/{type}`. */
  readonly topic?: string;
  /** Publish retained messages: new subscribers get the last one of each topic. Default false. */
  readonly retain?: boolean;
  /** Prefix of Home Assistant's discovery topics, usually `homeassistant`. Default: no discovery. */
  readonly discovery?: string;
  readonly clientId?: string;
  /** `username` and `password` take precedence over those in `url`. */
  readonly username?: string;
  readonly password?: string;
}

interface Message {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
}

/** CONNACK return codes of MQTT 3.1.1: client id rejected, bad user name or password, not authorized. */
const REFUSED_CONNACKS = new Set([2, 4, 5]);

/** Creates a sink for any MQTT server. Needs the package `mqtt`. */
export function mqttSink(options: MqttSinkOptions): Sink {
  return new MqttSink(options);
}

class MqttSink implements Sink {
  readonly name: string;
  readonly #options: MqttSinkOptions;
  readonly #topicOf: (event: SinkEvent) => string;
  readonly #discovery: DiscoveryConfigs | undefined;
  #client: MqttClient | undefined;

  constructor(options: MqttSinkOptions) {
    const { protocol, host } = new URL(options.url);
    this.name = `${protocol}//${host}`;
    this.#options = options;
    this.#topicOf = topicTemplate(options.topic ?? 'wearwire/{user}/{type}');
    this.#discovery =
      options.discovery === undefined ? undefined : new DiscoveryConfigs(options.discovery);
  }

  async open(signal: AbortSignal): Promise<void> {
    await this.#connectedClient(signal);
  }

  async write(events: readonly SinkEvent[], signal: AbortSignal): Promise<void> {
    const client = await this.#connectedClient(signal);
    const messages = this.#messagesOf(events);
    try {
      await publishAll(client, messages, signal);
      this.#discovery?.markPublished();
    } catch (error) {
      this.#discardClient();
      throw error;
    }
  }

  async close(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    // Force the end if there is no connection to close.
    await client?.endAsync(!client.connected).catch(() => {});
  }

  #messagesOf(events: readonly SinkEvent[]): Message[] {
    const retain = this.#options.retain === true;
    const messages: Message[] = [];
    this.#discovery?.startBatch();
    for (const event of events) {
      const topic = this.#topicOf(event);
      const config = this.#discovery?.configOf(event, topic);
      if (config) messages.push({ ...config, retain: true });
      messages.push({ topic, payload: eventJson(event), retain });
    }
    return messages;
  }

  async #connectedClient(signal: AbortSignal): Promise<MqttClient> {
    if (this.#client?.connected) return this.#client;
    this.#discardClient();
    const mqtt = await optionalLibrary('mqtt', () => import('mqtt'));
    const { url, username, password, clientId } = this.#options;
    const client = mqtt.connect(url, {
      protocolVersion: 4,
      reconnectPeriod: 0,
      ...(clientId !== undefined && { clientId }),
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password }),
    });
    // Errors are reported by the callbacks of the current write. Without a listener, an error would end the process.
    client.on('error', () => {});
    this.#client = client;
    this.#discovery?.reset();
    await waitForConnack(client, this.name, signal);
    return client;
  }

  #discardClient(): void {
    this.#client?.end(true);
    this.#client = undefined;
  }
}

function waitForConnack(client: MqttClient, name: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (cause?: Error & { code?: number | string }): void => {
      signal.removeEventListener('abort', onAbort);
      const reason = cause?.message || cause?.code || 'the server closed the connection';
      const isRefused = typeof cause?.code === 'number' && REFUSED_CONNACKS.has(cause.code);
      const Failure = isRefused ? SinkSetupError : SinkUnavailableError;
      reject(new Failure(`cannot connect to ${name}: ${reason}`, { cause }));
    };
    const onAbort = (): void => {
      client.end(true);
      fail(new Error('no response before the timeout'));
    };
    client.once('connect', () => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    });
    client.once('error', fail);
    client.once('close', () => fail());
    signal.addEventListener('abort', onAbort);
  });
}

/** Hot path: one counter for the whole batch instead of a promise for each message. */
function publishAll(
  client: MqttClient,
  messages: readonly Message[],
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let unconfirmed = messages.length;
    const end = (outcome: () => void): void => {
      client.off('close', onLost);
      signal.removeEventListener('abort', onLost);
      outcome();
    };
    const onLost = (): void =>
      end(() =>
        reject(new SinkUnavailableError('the connection was lost before all PUBACKs arrived')),
      );
    const onPuback = (error?: Error): void => {
      if (error) {
        end(() => reject(new SinkUnavailableError(error.message, { cause: error })));
        return;
      }
      unconfirmed--;
      if (unconfirmed === 0) end(resolve);
    };
    client.on('close', onLost);
    signal.addEventListener('abort', onLost);
    for (const { topic, payload, retain } of messages) {
      client.publish(topic, payload, { qos: 1, retain }, onPuback);
    }
  });
}
