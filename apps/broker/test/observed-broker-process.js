// A broker in a separate process, for tests that restrict it or measure it. Argument: JSON of
// {data, euid, options}. stdout: one line of JSON with its addresses, or with the error of a failed start;
// stderr: its log.
import { createBroker, createLogger } from '../dist/index.js';

const { data, euid, options } = JSON.parse(process.argv[2]);
if (euid !== undefined) process.seteuid(euid);
const printLine = (values) => process.stdout.write(`${JSON.stringify(values)}\n`);
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
