/**
 * A gateway under faults, from outside: virtual sensors over a mock of BlueZ on a real bus and a mock stick, a
 * gateway and a broker in processes of their own. Links are dropped, BlueZ, the bus, adapters, the stick, the
 * broker and the gateway go away and come back. Every packet that was delivered must be in the log once, in
 * order, with the right user and value.
 *
 * Runs where `WEARWIRE_GATEWAY_SECONDS` is set, as in `.ci/long`: 0 for ten sensors and each fault once, 120 for 20
 * sensors and faults in random order for that long.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { dbusDaemon } from '@wearwire/test-support/bluez';
import { describe, expect, it } from 'vitest';
import { FaultStage } from './support/fault-stage.js';
import { judge } from './support/judge.js';

const { WEARWIRE_GATEWAY_SECONDS } = process.env;
const SECONDS = Number(WEARWIRE_GATEWAY_SECONDS ?? 0);
const SENSORS = SECONDS > 0 ? 20 : 10;

const isAsked = WEARWIRE_GATEWAY_SECONDS !== undefined && dbusDaemon !== undefined;

describe.runIf(isAsked)('a gateway under faults', () => {
  it(
    'has every packet that was delivered in the log, once and in order',
    async () => {
      await using stage = await FaultStage.open(SENSORS, SECONDS > 0 ? 100 : 25);
      await stage.allSending();
      if (SECONDS > 0) {
        const endMs = performance.now() + SECONDS * 1_000;
        while (performance.now() < endMs) {
          await stage.fault(Math.floor(Math.random() * stage.faults.length));
          await sleep(Math.random() * 2_000);
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
      expect(faults, stage.story()).toEqual([]);
      expect(judged).toBeGreaterThan(SENSORS * 20);
      if (SECONDS > 0) console.log(`${judged} readings judged; ${stage.story()}`);
    },
    SECONDS * 1_000 + 90_000,
  );
});
