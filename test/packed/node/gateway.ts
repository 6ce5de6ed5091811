/** `@wearwire/gateway` as installed: its map, its limits, and its error on a machine without a radio. */
import assert from 'node:assert/strict';
import {
  createGateway,
  GATEWAY_LIMITS,
  type GatewayError,
  parseMapText,
  SensorMap,
  type SensorRow,
} from '@wearwire/gateway';

const map = new SensorMap(parseMapText('anna=C0:00:00:00:00:01\ngym=any', 'map'));
assert.equal(map.ownerOf('ant:5/120')?.user, 'gym');
assert.equal(GATEWAY_LIMITS.connectionsPerAdapterMax, 7);
const rows: SensorRow[] = [];
await assert.rejects(
  createGateway({
    url: 'ws://127.0.0.1:9/connect',
    getToken: () => async () => 'token',
    map,
    events: { changed: (row) => rows.push(row) },
  }),
  (error: GatewayError) => error.code === 'radio-unavailable',
);
assert.deepEqual(rows, []);
