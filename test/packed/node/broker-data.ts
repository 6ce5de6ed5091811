/**
 * `@wearwire/broker/data` as installed: the functions on data directories, which do not load the socket
 * library.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataDirectoryError, DeveloperDirectory, DeveloperError } from '@wearwire/broker/data';

const folder = await mkdtemp(join(tmpdir(), 'wearwire-packed-data-'));
const developers = await DeveloperDirectory.openOrMake(join(folder, 'data'));
const { id, key } = await developers.add('me');
assert.equal(id, 'me');
assert.ok(key.length > 40);
await assert.rejects(developers.add('me'), DeveloperError);
assert.deepEqual(await developers.list(), ['me']);
await developers[Symbol.asyncDispose]();
await assert.rejects(DeveloperDirectory.open(join(folder, 'none')), DataDirectoryError);
await rm(folder, { recursive: true });
