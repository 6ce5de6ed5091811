/**
 * A gateway under faults, observed from outside: virtual sensors over a mock of BlueZ on a real bus and a mock stick, a
 * gateway and a broker in separate processes. Links are dropped; BlueZ, the bus, adapters, the stick, the broker and
 * the gateway are stopped and restarted. Every delivered packet must be in the log once, in order, with the right user
 * and value. `support/deliveries.ts` defines which packets count as delivered.
 *
 * `npm test` kills a gateway once. With `WEARWIRE_GATEWAY_SECONDS`: 0 runs ten sensors and each fault once, 120 (as in
 * `.ci/run`) runs 20 sensors and faults in random order for that long; `WEARWIRE_SEED` repeats an order.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { randomFrom } from '@wearwire/test-support';
import { dbusDaemon } from '@wearwire/test-support/bluez';
import { describe, expect, it } from 'vitest';
import { FaultStage } from './support/fault-stage.js';
import { judge } from './support/judge.js';

const { WEARWIRE_GATEWAY_SECONDS, WEARWIRE_SEED } = process.env;
const SEED = Number(WEARWIRE_SEED ?? Date.now() % 1e6);
const SECONDS = Number(WEARWIRE_GATEWAY_SECONDS ?? 0);
const SENSORS = SECONDS > 0 ? 20 : 10;

const runsEachFault = WEARWIRE_GATEWAY_SECONDS !== undefined;

describe.skipIf(dbusDaemon === undefined)('a gateway under faults', () => {
  it('that is killed loses only packets that were not in a journal yet', async () => {
    // Slow writes, so that received packets are not yet written whenever the gateway is killed.
    await using stage = await FaultStage.open({ sensors: 4, tickMs: 25, writeDelayMs: 100 });
    await stage.allSending();
    await stage.injectNamed('gateway killed');
    expect(stage.optionalReadings).toBeGreaterThan(0);
    await stage.allSending();
    const { judged, faults } = judge(stage.wearables, await stage.finish());
    expect(faults).toEqual([]);
    expect(judged).toBeGreaterThan(4 * 4);
  });

  it.runIf(runsEachFault)(
    'has every delivered packet in the log, once and in order',
    async () => {
      const random = randomFrom(SEED);
      const tickMs = SECONDS > 0 ? 100 : 25;
      await using stage = await FaultStage.open({ sensors: SENSORS, tickMs, random });
      await stage.allSending();
      if (SECONDS > 0) {
        const endMs = performance.now() + SECONDS * 1_000;
        while (performance.now() < endMs) {
          await stage.inject(Math.floor(random() * stage.faults.length));
          await sleep(random() * 2_000);
        }
      } else {
        for (const index of stage.faults.keys()) {
          await stage.inject(index);
          await stage.allSending();
        }
      }
      await stage.allSending();
      const log = await stage.finish();
      const { judged, faults } = judge(stage.wearables, log);
      expect(faults, `seed ${SEED}; ${stage.summary()}`).toEqual([]);
      expect(judged).toBeGreaterThan(SENSORS * 20);
      if (SECONDS > 0) console.log(`${judged} readings judged; ${stage.summary()}; seed ${SEED}`);
    },
    SECONDS * 1_000 + 90_000,
  );
});
