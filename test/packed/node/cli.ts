/** `wearwire` as a library, as installed. */
import assert from 'node:assert/strict';
import { main } from 'wearwire';

assert.equal(await main(['--version']), 0);
