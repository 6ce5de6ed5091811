/**
 * A gateway under faults, from outside: virtual sensors over a mock of BlueZ on a real bus and a mock stick, a
 * gateway and a broker in processes of their own. Links are dropped, BlueZ, the bus, adapters, the stick, the
 * broker and the gateway go away and come back. Every packet that was delivered must be in the log once, in
 * order, with the right user and value. `support/deliveries.ts` says what counts as delivered.
 *
 * `npm test` kills a gateway once. With `WEARWIRE_GATEWAY_SECONDS`: 0 for ten sensors and each fault once, 120 (as in
 * `.ci/run`) for 20 sensors and faults in random order for that long; `WEARWIRE_SEED` gives the order again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { dbusDaemon } from '@wearwire/test-support/bluez';
import { describe, expect, it } from 'vitest';
import { FaultStage } from './support/fault-stage.js';
import { judge } from './support/judge.js';
import { seededRandom } from './support/seeded-random.js';

const { WEARWIRE_GATEWAY_SECONDS, WEARWIRE_SEED } = process.env;
const SEED = Number(WEARWIRE_SEED ?? Date.now() % 1e6);
const SECONDS = Number(WEARWIRE_GATEWAY_SECONDS ?? 0);
const SENSORS = SECONDS > 0 ? 20 : 10;

const isAsked = WEARWIRE_GATEWAY_SECONDS !== undefined;

describe.skipIf(dbusDaemon === undefined)('a gateway under faults', () => {
  it('that is killed has lost only packets that were not in a journal yet', async () => {
    // Slow writes: packets are taken, and not written yet, whenever it is killed.
    await using stage = await FaultStage.open({ sensors: 4, tickMs: 25, writeDelayMs: 100 });
    await stage.allSending();
    await stage.faultOf('gateway killed');
    expect(stage.unsure).toBeGreaterThan(0);
    await stage.allSending();
    const { judged, faults } = judge(stage.wearables, await stage.finish());
    expect(faults).toEqual([]);
    expect(judged).toBeGreaterThan(4 * 4);
  });

  it.runIf(isAsked)(
    'has every packet that was delivered in the log, once and in order',
    async () => {
      const random = seededRandom(SEED);
      const tickMs = SECONDS > 0 ? 100 : 25;
      await using stage = await FaultStage.open({ sensors: SENSORS, tickMs, random });
      await stage.allSending();
      if (SECONDS > 0) {
        const endMs = performance.now() + SECONDS * 1_000;
        while (performance.now() < endMs) {
          await stage.fault(Math.floor(random() * stage.faults.length));
          await sleep(random() * 2_000);
        }
      } else {
        for (const index of stage.faults.keys()) {
          await stage.fault(index);
          await stage.allSending();
        }
      }
      await stage.allSending();
      const log = await stage.finish();
      const { judged, faults } = judge(stage.wearables, log);
      expect(faults, `seed ${SEED}; ${stage.story()}`).toEqual([]);
      expect(judged).toBeGreaterThan(SENSORS * 20);
      if (SECONDS > 0) console.log(`${judged} readings judged; ${stage.story()}; seed ${SEED}`);
    },
    SECONDS * 1_000 + 90_000,
  );
});
