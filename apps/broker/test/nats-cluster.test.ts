/** Brokers on three NATS servers with three copies of each stream: the log does not fork, and a dead leader loses nothing. */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assertOnce, walk } from './nats-checker.js';
import { appendFromAll, Brokers, forkBait, isLong, sentBy } from './nats-fork-bait.js';
import { NatsServers, natsServer } from './nats-servers.js';

/** An election takes some 8 s. */
const LEADER_KILLS = 10;

describe.skipIf(natsServer === undefined)('three brokers on three NATS servers', () => {
  let servers: NatsServers;
  beforeAll(async () => {
    servers = await NatsServers.start(3);
  });
  afterAll(() => servers[Symbol.asyncDispose]());

  it('[P-DIS-2] append for one developer concurrently: each event once, the same for all brokers', async () => {
    await forkBait(servers, isLong ? 2_000 : 30, {});
  });

  it('fail to, without the message id', async () => {
    // A broker that has a fork among its own records gets on slowly: few rounds, more than once if need be.
    const runs = async () => {
      for (let run = 0; run < 5; run++) await forkBait(servers, 6, { messageId: false });
    };
    await expect(runs()).rejects.toThrow();
  });

  it.runIf(isLong)(
    'lose nothing when the leader is killed, again and again',
    async () => {
      await using brokers = await Brokers.open(servers, 3);
      const logs = await brokers.opened('a');
      for (let kill = 0; kill < LEADER_KILLS; kill++) {
        const appending = appendFromAll(logs, 50, kill * 50);
        await delay(100);
        const leader = await servers.leaderOf(`${brokers.prefix}-log-0`);
        await servers.kill(leader);
        await appending;
        servers.spawn(leader);
        await servers.ready();
      }
      assertOnce(await walk(await brokers.add(), 'a'), sentBy(3, 50 * LEADER_KILLS));
    },
    600_000,
  );
});
