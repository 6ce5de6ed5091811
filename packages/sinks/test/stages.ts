/** One stage per sink: a real server, which can be killed, or files. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileSink, influxSink, mqttSink, type SinkEvent } from '@wearwire/sinks';
import { type SinkStage, sinkEvents } from '@wearwire/sinks/testing';
import { connectAsync, type MqttClient } from 'mqtt';
import { Relay } from './relay.js';
import { findFreePort, ServerProcess } from './server-process.js';

export type DisposableStage = SinkStage & AsyncDisposable;

/** Creates a folder that is removed when it is disposed. */
export async function temporaryFolder(): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'wearwire-sinks-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** Returns an event of this user that no check of the contract writes. */
export function eventOf(uid: string): SinkEvent {
  return { ...(sinkEvents(900, 900)[0] as SinkEvent), uid };
}

/**
 * Reads the events through a subscriber. After a crash the subscriber reconnects before the relay
 * accepts the sink, because the server does not store messages for disconnected subscribers.
 */
export async function mosquittoStage(program: string): Promise<DisposableStage> {
  const port = await findFreePort();
  const server = new ServerProcess(program, ['-p', String(port)], port);
  const relay = await Relay.start(port);
  const keys: string[] = [];
  let subscriber: MqttClient | undefined;
  const start = async (): Promise<void> => {
    await server.start();
    subscriber = await connectAsync(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 0 });
    subscriber.on('error', () => {});
    subscriber.on('message', (topic, payload) => {
      if (topic.startsWith('wearwire/')) keys.push(JSON.parse(payload.toString()).key);
    });
    await subscriber.subscribeAsync('#', { qos: 0 });
    relay.isOpen = true;
  };
  await start();
  return {
    keepsRepeats: true,
    sink: () => mqttSink({ url: `mqtt://127.0.0.1:${relay.port}` }),
    keys: async () => {
      const client = subscriber as MqttClient;
      const marked = new Promise<void>((resolve) => {
        client.on('message', (topic) => {
          if (topic === 'marker') resolve();
        });
      });
      await client.publishAsync('marker', '');
      await marked;
      return keys;
    },
    kill: async () => {
      relay.close();
      await server.kill();
      subscriber?.end(true);
    },
    restart: start,
    nextArrival: () => relay.nextArrival(),
    stall: () => {
      relay.isStalled = true;
    },
    refused: eventOf('u'.repeat(70_000)),
    [Symbol.asyncDispose]: async () => {
      await subscriber?.endAsync(true);
      await server.kill();
      await relay[Symbol.asyncDispose]();
    },
  };
}

function influxConfig(folder: string, port: number, rpcPort: number): string {
  return `reporting-disabled = true
bind-address = "127.0.0.1:${rpcPort}"
[meta]
  dir = "${folder}/meta"
[data]
  dir = "${folder}/data"
  wal-dir = "${folder}/wal"
[monitor]
  store-enabled = false
[http]
  bind-address = "127.0.0.1:${port}"
  log-enabled = false
`;
}

export async function influxStage(program: string): Promise<DisposableStage> {
  const folder = await temporaryFolder();
  const [port, rpcPort] = [await findFreePort(), await findFreePort()];
  const config = join(folder.path, 'influxdb.conf');
  await writeFile(config, influxConfig(folder.path, port, rpcPort));
  const server = new ServerProcess(program, ['-config', config], port);
  await server.start();
  const relay = await Relay.start(port);
  const query = async (
    q: string,
  ): Promise<{ results: { series?: { values: unknown[][] }[] }[] }> => {
    const body = new URLSearchParams({ q, db: 'wearwire', epoch: 'ns' });
    const response = await fetch(`http://127.0.0.1:${port}/query`, { method: 'POST', body });
    return response.json() as never;
  };
  await query('create database wearwire');
  return {
    keepsRepeats: false,
    sink: () => influxSink({ url: `http://127.0.0.1:${relay.port}/write?db=wearwire` }),
    keys: async () => {
      const { results } = await query('select seq from HEART_RATE');
      const rows = results[0]?.series?.[0]?.values ?? [];
      return rows.map(([, seq]) => `me:1:${seq}`);
    },
    kill: async () => {
      relay.close();
      await server.kill();
    },
    restart: async () => {
      await server.start();
      relay.isOpen = true;
    },
    nextArrival: () => relay.nextArrival(),
    stall: () => {
      relay.isStalled = true;
    },
    refused: eventOf('u'.repeat(70_000)),
    [Symbol.asyncDispose]: async () => {
      await server.kill();
      await relay[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

export async function fileStage(format: 'ndjson' | 'csv'): Promise<DisposableStage> {
  const folder = await temporaryFolder();
  const path = join(folder.path, 'new');
  return {
    keepsRepeats: true,
    sink: () => fileSink({ folder: path, format }),
    keys: async () => {
      const names = (await readdir(path)).sort();
      const texts = await Promise.all(names.map((name) => readFile(join(path, name), 'utf8')));
      const lines = texts.flatMap((text) => text.split('\n')).filter((line) => line !== '');
      if (format === 'ndjson') return lines.map((line) => JSON.parse(line).key);
      return lines.map((line) => line.split(',')[0] as string).filter((key) => key !== 'key');
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}
