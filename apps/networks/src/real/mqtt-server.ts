/**
 * Mosquitto as a process, and MQTT.js with its defaults, QoS 1 and a persistent session. Each user and type has a
 * topic; readings are sent as JSON. Mosquitto is configured without limits on messages in flight or queued, so that it
 * drops none.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureProgram } from '@wearwire/test-support';
import { connect, connectAsync, type MqttClient } from 'mqtt';
import { Arrivals, type RealPhone, type RealServer } from './real-server.js';
import { realClock } from './relay.js';
import { ServerProcess } from './server-process.js';

export class MqttServer implements RealServer {
  readonly name = 'MQTT QoS 1';
  readonly port: number;
  readonly #process: ServerProcess;
  readonly #directory: string;
  readonly #subscriber: MqttClient;
  readonly arrivals = new Arrivals();

  private constructor(
    process: ServerProcess,
    port: number,
    directory: string,
    subscriber: MqttClient,
  ) {
    this.#process = process;
    this.port = port;
    this.#directory = directory;
    this.#subscriber = subscriber;
    this.#subscriber.on('message', (topic, payload) => {
      const [, user = '', type = ''] = topic.split('/');
      this.arrivals.add(user, type, JSON.parse(payload.toString()));
    });
  }

  /** Returns `undefined` if Mosquitto is not installed and cannot be installed. */
  static async start(): Promise<MqttServer | undefined> {
    const program = ensureProgram('mosquitto');
    if (program === undefined) return undefined;
    const directory = await mkdtemp(join(tmpdir(), 'wearwire-mqtt-'));
    const port = await findFreePort();
    const config = join(directory, 'mosquitto.conf');
    const lines = [`listener ${port} 127.0.0.1`, 'allow_anonymous true', 'persistence false'];
    lines.push('set_tcp_nodelay true', 'max_inflight_messages 0', 'max_queued_messages 0');
    if (process.getuid?.() === 0) lines.push('user root');
    await writeFile(config, `${lines.join('\n')}\n`);
    const ready = /mosquitto version \S+ running/;
    const server = await ServerProcess.start(program, ['-c', config], ready);
    const subscriber = await connectAsync(`mqtt://127.0.0.1:${port}`);
    await subscriber.subscribeAsync('lab/#', { qos: 1 });
    return new MqttServer(server, port, directory, subscriber);
  }

  connect(user: string, relayPort: number): RealPhone {
    const lostAtMs: number[] = [];
    const readyAtMs: number[] = [];
    const client = connect(`mqtt://127.0.0.1:${relayPort}`, { clientId: user, clean: false });
    client.on('connect', () => readyAtMs.push(realClock.now()));
    client.on('close', () => lostAtMs.push(realClock.now()));
    client.on('error', () => {});
    return {
      times: { lostAtMs, readyAtMs },
      submit: (type, reading) =>
        void client.publish(`lab/${user}/${type}`, JSON.stringify(reading), { qos: 1 }, () => {}),
      // MQTT.js has no method for this; an app would destroy the connection to force a reconnect.
      networkChanged: () => client.stream.destroy(),
      close: () => client.endAsync(true),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#subscriber.endAsync(true);
    await this.#process[Symbol.asyncDispose]();
    await rm(this.#directory, { recursive: true });
  }
}

/** Finds a free port, because Mosquitto does not report the port if it chooses one. */
async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
