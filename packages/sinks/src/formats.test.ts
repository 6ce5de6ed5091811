/** Events in the format of each target, with special characters in user ids and types. */
import { expect, test } from 'vitest';
import { keyedCsvLine } from './csv-line.js';
import { eventJson } from './event-json.js';
import { DiscoveryConfigs } from './home-assistant.js';
import { influxLine } from './influx-line.js';
import { topicTemplate } from './mqtt-topic.js';
import type { SinkEvent } from './sink.js';
import { sign, verifyWebhook } from './webhook-signature.js';
import { batchKey } from './webhook-sink.js';

const TS = '2026-01-01T00:00:00.000Z';

function event(fields: object = {}): SinkEvent {
  const base = {
    seq: 7,
    epoch: 1,
    key: 'me:1:7',
    uid: 'anna',
    type: 'HEART_RATE',
    receivedAtMs: 1,
  };
  return { ...base, reading: { ts: TS, val: 72 }, ...fields } as SinkEvent;
}

test('JSON contains the key and the delivered fields, but not the time of arrival', () => {
  expect(eventJson(event())).toBe(
    `{"key":"me:1:7","seq":7,"epoch":1,"user":"anna","type":"HEART_RATE","reading":{"ts":"${TS}","val":72}}`,
  );
  expect(JSON.parse(eventJson(event({ epoch: undefined })))).not.toHaveProperty('epoch');
});

test.each([
  [{}, 'wearwire/anna/HEART_RATE'],
  [{ uid: 'a/b+c#d%' }, 'wearwire/a%2Fb%2Bc%23d%25/HEART_RATE'],
  [{ uid: 'a\0b' }, 'wearwire/a%00b/HEART_RATE'],
  [{ uid: '\ud800' }, 'wearwire/\ufffd/HEART_RATE'],
  [{ uid: '' }, 'wearwire//HEART_RATE'],
])('the topic of %j is %s', (fields, topic) => {
  expect(topicTemplate('wearwire/{user}/{type}')(event(fields))).toBe(topic);
});

test('{developer} is the part of the key before epoch and seq, including colons', () => {
  expect(topicTemplate('{developer}')(event({ key: 'a:b:1:7' }))).toBe('a:b');
});

test.each([
  [{}, 'HEART_RATE,user=anna val=72,seq=7i 1767225600000000007'],
  [{ uid: 'a b,c=d' }, 'HEART_RATE,user=a\\ b\\,c\\=d val=72,seq=7i 1767225600000000007'],
  [{ uid: 'a\nb\\' }, 'HEART_RATE,user=a_b_ val=72,seq=7i 1767225600000000007'],
  [{ uid: '' }, 'HEART_RATE val=72,seq=7i 1767225600000000007'],
  [{ type: '#x=1' }, '_x=1,user=anna val=72,seq=7i 1767225600000000007'],
  [
    { reading: { ts: TS, d: [1, 2.5] } },
    'HEART_RATE,user=anna d0=1,d1=2.5,seq=7i 1767225600000000007',
  ],
  [
    { reading: { ts: TS, note: 'a "b"\\', on: true, seq: 5 } },
    'HEART_RATE,user=anna note="a \\"b\\"\\\\",on=true,seq=7i 1767225600000000007',
  ],
  [{ seq: 1_000_007 }, 'HEART_RATE,user=anna val=72,seq=1000007i 1767225600000000007'],
  [{ reading: { ts: 'yesterday', val: 1 } }, undefined],
  [{ reading: { ts: TS } }, undefined],
])('the line of %j is %s', (fields, line) => {
  expect(influxLine(event(fields))).toBe(line);
});

test('a CSV cell with a comma, a quote or a line break is quoted', () => {
  expect(keyedCsvLine(event())).toBe(`me:1:7,7,anna,HEART_RATE,${TS},72`);
  expect(keyedCsvLine(event({ uid: 'a,"b"\n' }))).toContain(',"a,""b""\n",');
});

test('discovery describes each user and type once, and again after a reconnect', () => {
  const configs = new DiscoveryConfigs('homeassistant');
  const config = configs.configOf(event(), 'wearwire/anna/HEART_RATE');
  expect(config?.topic).toBe('homeassistant/sensor/wearwire_anna/HEART_95_RATE/config');
  expect(JSON.parse(config?.payload ?? '')).toMatchObject({
    name: 'Heart rate',
    state_topic: 'wearwire/anna/HEART_RATE',
    unit_of_measurement: 'bpm',
  });
  configs.markPublished();
  expect(configs.configOf(event(), 't')).toBeUndefined();
  expect(configs.configOf(event({ uid: 'ben' }), 't')).toBeDefined();
  configs.reset();
  expect(configs.configOf(event(), 't')).toBeDefined();
});

test('discovery describes a sensor again in the next batch if the batch was not confirmed', () => {
  const configs = new DiscoveryConfigs('homeassistant');
  configs.startBatch();
  expect(configs.configOf(event(), 't')).toBeDefined();
  expect(configs.configOf(event(), 't')).toBeUndefined();
  configs.startBatch();
  expect(configs.configOf(event(), 't')).toBeDefined();
  configs.markPublished();
  configs.startBatch();
  expect(configs.configOf(event(), 't')).toBeUndefined();
});

test('discovery omits types that are not a single number, and uses a different topic for each user', () => {
  const configs = new DiscoveryConfigs('homeassistant');
  expect(configs.configOf(event({ type: 'MINE' }), 't')).toBeUndefined();
  expect(
    configs.configOf(event({ type: 'ECG', reading: { ts: TS, d: [1] } }), 't'),
  ).toBeUndefined();
  const topics = ['a b', 'a_b', 'a/b'].map((uid) => configs.configOf(event({ uid }), 't')?.topic);
  expect(new Set(topics).size).toBe(3);
});

test('a batch is named by its first key and last seq', () => {
  expect(batchKey([event()])).toBe('me:1:7');
  expect(batchKey([event(), event({ seq: 8, key: 'me:1:8' })])).toBe('me:1:7..8');
  const gap = batchKey([event(), event({ seq: 9, key: 'me:1:9' })]);
  expect(gap).toMatch(/^me:1:7\.\.9;[0-9a-f]{16}$/);
});

test('a signature is valid only for its secret, body and time', () => {
  const [secret, body, nowMs] = ['s', '{"events":[]}', 1_767_225_600_000];
  const signature = sign(secret, body, nowMs);
  const good = { secret, body, nowMs, signature };
  expect(verifyWebhook(good)).toBe(true);
  expect(verifyWebhook({ ...good, nowMs: nowMs + 299_000 })).toBe(true);
  for (const wrong of [
    { nowMs: nowMs + 301_000 },
    { secret: 't' },
    { body: `${body} ` },
    { signature: undefined },
    { signature: signature.replace('v1=', 'v2=') },
    { signature: signature.replace(/t=\d+/, `t=${nowMs / 1_000 + 1}`) },
  ]) {
    expect(verifyWebhook({ ...good, ...wrong })).toBe(false);
  }
});
