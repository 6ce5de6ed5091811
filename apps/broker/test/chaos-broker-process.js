// A broker in a separate process, for tests that kill or restart it. SIGTERM is a planned stop.
// Arguments: data directory, durability, port, heartbeat interval in ms (a short one finds half-open links), and
// optionally `prepared`: the process loads the broker, prints a line, and starts it at the first byte on stdin.
import { once } from 'node:events';
import { createBroker } from '../dist/index.js';

const [data, durability, port = '0', intervalMs = '1000', prepared] = process.argv.slice(2);
if (prepared === 'prepared') {
  process.stdout.write('prepared\n');
  await once(process.stdin, 'data');
  process.stdin.destroy();
}
const broker = await createBroker({
  port: Number(port),
  data,
  durability,
  store: 'disk',
  heartbeatIntervalMs: Number(intervalMs),
  probeTimeoutMs: 500,
  consumersPerDeveloper: 5,
  developers: [{ id: 'a', key: 'key-of-a' }],
});
process.once('SIGTERM', () => broker.close().then(() => process.exit(0)));
process.stdout.write(`${broker.url}\n`);
