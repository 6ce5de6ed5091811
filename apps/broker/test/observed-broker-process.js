// A broker in a separate process, for tests that restrict, measure or kill it. SIGTERM is a planned stop.
// Argument: JSON of {data, euid, options, startsOnInput}; with `startsOnInput` the process loads the broker, prints a
// line, and starts it at the first byte on stdin. stdout: one line of JSON with the addresses of the broker, or with
// the error of a failed start; stderr: its log.
import { once } from 'node:events';
import { createBroker, createLogger } from '../dist/index.js';

const { data, euid, options, startsOnInput } = JSON.parse(process.argv[2]);
if (euid !== undefined) process.seteuid(euid);
const printLine = (values) => process.stdout.write(`${JSON.stringify(values)}\n`);
if (startsOnInput) {
  printLine({ isLoaded: true });
  await once(process.stdin, 'data');
  process.stdin.destroy();
}
try {
  const broker = await createBroker({
    port: 0,
    data,
    developers: [
      { id: 'a', key: 'key-of-a' },
      { id: 'b', key: 'key-of-b' },
    ],
    logger: createLogger('warn'),
    ...options,
  });
  process.once('SIGTERM', async () => {
    await broker.close();
    process.exit(0);
  });
  const { url, httpUrl } = broker;
  printLine({ url, httpUrl });
} catch (error) {
  printLine({ error: error.message, name: error.name });
  process.exitCode = 1;
}
