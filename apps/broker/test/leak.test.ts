/** Opening and closing many brokers in one process, as a test suite does, leaks no memory. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { temporaryDirectory } from '@wearwire/test-support';
import { describe, expect, it } from 'vitest';
import { hasOpenssl, makeCertificate } from './certificates.js';

const SCRIPT = fileURLToPath(new URL('./leak-process.js', import.meta.url));

/** Brokers in each batch. */
const BROKERS = Number(process.env.WEARWIRE_BROKERS ?? 12);
/** In some batches, at times in two in a row, V8 allocates over 100 kB for its own code; one must be without that. */
const BATCHES = 6;

/** A leaked broker would take 200 kB, a leaked app of the socket library 20 kB. */
const GROWTH_MAX_BYTES_PER_BROKER = 8_000;

const WHOLE: readonly (readonly [store: string, options: object])[] = [
  ['memory', { metricsPort: 0, tls: true }],
  ['disk', {}],
];
/** Each part separately, to find the one that leaks. */
const PARTS: typeof WHOLE = [
  ['memory', {}],
  ['memory', { metricsPort: 0 }],
  ['memory', { tls: true }],
];

/** Each test runs its brokers in a separate process, so that the tests can run concurrently. */
describe.concurrent('brokers that are opened and closed', () => {
  it.each(process.env.WEARWIRE_LEAK_PARTS === '1' ? [...WHOLE, ...PARTS] : WHOLE)(
    'do not increase the heap: %s %j',
    async (store, options) => {
      await using directory = await temporaryDirectory();
      const data = join(directory.path, 'data');
      const { tls, ...settings } = { tls: false, ...options };
      if (tls && !hasOpenssl()) return;
      const files = tls ? makeCertificate(directory.path, 'localhost') : undefined;
      const certificate = files && { tlsCert: files.cert, tlsKey: files.key };
      const args = [{ ...settings, ...certificate, store, data }, BROKERS, BATCHES].map((arg) =>
        JSON.stringify(arg),
      );
      const { stdout } = await promisify(execFile)(process.execPath, [
        '--expose-gc',
        SCRIPT,
        ...args,
      ]);
      // The first two batches load code and fill caches of the process. A leak grows in each of the
      // others; memory that the engine allocates for itself does not.
      const heaps = JSON.parse(stdout) as number[];
      const growths = heaps.slice(1).map((heap, i) => (heap - (heaps[i] as number)) / BROKERS);
      expect(growths).toHaveLength(BATCHES - 1);
      expect(Math.min(...growths.slice(1))).toBeLessThan(GROWTH_MAX_BYTES_PER_BROKER);
    },
  );
});
