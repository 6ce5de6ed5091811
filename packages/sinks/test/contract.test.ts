/** Checks the contract for every sink, against a real server from Debian or against files. */
import { postgresSink, webhookSink } from '@wearwire/sinks';
import { SINK_CONTRACT } from '@wearwire/sinks/testing';
import { ensureProgram } from '@wearwire/test-support';
import pg from 'pg';
import { afterAll, describe, test } from 'vitest';
import { HttpReceiver } from './http-receiver.js';
import { PostgresServer } from './postgres-server.js';
import { Relay } from './relay.js';
import { type DisposableStage, eventOf, fileStage, influxStage, mosquittoStage } from './stages.js';

const mosquitto = ensureProgram('mosquitto');
const influxd = ensureProgram('influxd', 'influxdb');
const postgres = await PostgresServer.create();
afterAll(() => postgres?.[Symbol.asyncDispose]());

function contract(
  name: string,
  isAvailable: boolean,
  stageOf: () => Promise<DisposableStage>,
): void {
  describe.skipIf(!isAvailable)(name, () => {
    test.each(SINK_CONTRACT.map((check) => [check.name, check] as const))(
      '%s',
      async (_, check) => {
        await using stage = await stageOf();
        await check.run(stage);
      },
    );
  });
}

async function webhookStage(): Promise<DisposableStage> {
  const receiver = await HttpReceiver.start();
  receiver.respond = ({ body }) => ({ status: body.includes('refuse me') ? 422 : 204 });
  return {
    keepsRepeats: true,
    sink: () => webhookSink({ url: receiver.url, secret: 's' }),
    keys: async () => receiver.requests.flatMap(({ keys }) => keys),
    kill: () => receiver.kill(),
    restart: () => receiver.restart(),
    nextArrival: () => receiver.nextArrival(),
    stall: () => {
      receiver.respond = () => 'no-response';
    },
    refused: eventOf('refuse me'),
    [Symbol.asyncDispose]: () => receiver[Symbol.asyncDispose](),
  };
}

/** Number of tables created so far: each stage has its own. */
let tables = 0;

async function postgresStage(server: PostgresServer): Promise<DisposableStage> {
  const relay = await Relay.start(server.port);
  const table = `readings_${tables++}`;
  return {
    keepsRepeats: false,
    sink: () => postgresSink({ url: `postgres://test@127.0.0.1:${relay.port}/postgres`, table }),
    keys: async () => {
      const client = new pg.Client(`postgres://test@127.0.0.1:${server.port}/postgres`);
      await client.connect();
      const { rows } = await client.query(
        `select developer, epoch, seq from ${table} order by seq`,
      );
      await client.end();
      return rows.map(({ developer, epoch, seq }) => `${developer}:${epoch}:${seq}`);
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
    refused: eventOf('a\0b'),
    [Symbol.asyncDispose]: async () => {
      if (!relay.isOpen) await server.start().catch(() => {});
      await relay[Symbol.asyncDispose]();
    },
  };
}

contract('MQTT, mosquitto', mosquitto !== undefined, () => mosquittoStage(mosquitto ?? ''));
contract('webhook', true, webhookStage);
contract('Postgres', postgres !== undefined, () => postgresStage(postgres as PostgresServer));
contract('InfluxDB', influxd !== undefined, () => influxStage(influxd ?? ''));
contract('NDJSON files', true, () => fileStage('ndjson'));
contract('CSV files', true, () => fileStage('csv'));
