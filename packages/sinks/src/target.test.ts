import { expect, test } from 'vitest';
import { createSink } from './target.js';

test.each([
  ['mqtt://user:secret@host:1883#topic=a/{user}&retain', 'mqtt://host:1883'],
  ['mqtts://host#discovery', 'mqtts://host'],
  ['https://host/hook?token=secret#batch=10&log=log.ndjson', 'https://host/hook'],
  ['influx+http://host:8086/api/v2/write?bucket=b', 'influx+http://host:8086/api/v2/write'],
  ['postgres://user:secret@host/data#table=a.b&per-type', 'postgres://host/data'],
  ['ndjson:/a/folder#max-bytes=1000', 'ndjson:/a/folder'],
  ['csv:folder', 'csv:folder'],
])('%s creates a sink whose name contains no secret', (address, name) => {
  expect(createSink(address).name).toBe(name);
});

test.each([
  ['', 'must begin with one of mqtt:'],
  ['ftp://user:secret@host', 'must begin with one of mqtt:'],
  ['constructor:x', 'must begin with one of'],
  ['mqtt://host:port:secret', 'not a valid address'],
  ['mqtt://host#topics=a', '#topics: unknown option of a mqtt: target; its options: topic, retain'],
  ['mqtt://host#topic={uid}', '{uid} is unknown; use {user}, {type}, {developer}'],
  ['mqtt://host#topic={toString}', '{toString} is unknown; use {user}, {type}, {developer}'],
  ['mqtt://host#topic={constructor}', '{constructor} is unknown; use {user}, {type}'],
  ['mqtt://host#topic=a/%23', 'must not be empty or contain +, # or NUL'],
  ['mqtt://host#retain=maybe', '#retain: must be true or false'],
  ['https://host#batch=0', '#batch: must be an integer of at least 1'],
  ['postgres://host#table=a;drop', 'use letters, digits and _'],
])('%s is refused with a message that contains no secret', (address, message) => {
  const error = (() => {
    try {
      return createSink(address);
    } catch (thrown) {
      return thrown as Error;
    }
  })() as Error;
  expect(error.message).toContain(message);
  expect(error.message).not.toContain('secret');
});
