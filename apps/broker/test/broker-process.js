// A broker in a separate process, for tests that kill it. Arguments: data directory, port, durability.
import { createBroker } from '../dist/index.js';

const [data, port, durability] = process.argv.slice(2);
const broker = await createBroker({
  port: Number(port),
  data,
  durability,
  store: 'disk',
  consumersPerDeveloper: 10,
  developers: [{ id: 'a', key: 'key-of-a' }],
});
process.stdout.write(`${JSON.stringify({ url: broker.url, httpUrl: broker.httpUrl })}\n`);
