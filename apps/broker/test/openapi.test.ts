/** docs/openapi.yaml matches the broker. */
import { readFile } from 'node:fs/promises';
import { LIMITS } from '@wearwire/protocol';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { Stats } from '../src/observability/stats.js';

it('[P-HTTP-1] docs/openapi.yaml has every status of POST /submit, and its limits', async () => {
  const page = await readFile(new URL('../../../docs/openapi.yaml', import.meta.url), 'utf8');
  const submit = parse(page).paths['/submit'].post;
  const statuses = Object.keys(submit.responses).map(Number);
  expect(statuses.toSorted()).toEqual([...new Stats().posts.keys()].toSorted());
  const { content, description } = submit.requestBody;
  const [, array] = content['application/json'].schema.oneOf;
  expect(array.maxItems).toBe(LIMITS.submitEventsMax.default);
  expect(description).toContain(`${LIMITS.submitBodyBytesMax.default / 1024} KiB`);
  expect(submit.parameters[0].schema.maxLength).toBe(LIMITS.idempotencyKeyBytesMax.default);
});
