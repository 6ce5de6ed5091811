/**
 * Producer: reads Heart Rate Measurements (characteristic 0x2A37) from stdin, one per line in hex, as a heart rate
 * strap sends them. The argument is the user id.
 *
 *   echo 10480004 | node from-bytes.js anna
 */
import { createInterface } from 'node:readline';
import { decodeHeartRateMeasurement } from '@wearwire/ble-parsers';
import { createProducer, tokenFromServer } from '@wearwire/client-producer';
import { developer, url } from './settings.js';

const user = process.argv[2] ?? 'anna';
const getToken = tokenFromServer({ ...developer, user });
const producer = createProducer({ url, getToken });

for await (const line of createInterface({ input: process.stdin })) {
  const measurement = decodeHeartRateMeasurement(Buffer.from(line.trim(), 'hex'));
  if (!measurement.ok) {
    console.error(`skipped ${line}: ${measurement.error.code}`);
    continue;
  }
  const { heartRateBpm, rrIntervalsMs } = measurement.value;
  const ts = new Date().toISOString();
  producer.submit('HEART_RATE', { ts, val: heartRateBpm });
  for (const val of rrIntervalsMs ?? []) producer.submit('RR_INTERVAL', { ts, val });
}
await producer.flush();
await producer.close();
console.log('all readings stored');
