import { VirtualClock } from '@wearwire/client-core/testing';
import { expect, it } from 'vitest';
import { MockStick } from '../../test/support/mock-stick.js';
import { StickKeeper } from './stick-keeper.js';
import { usbSticks } from './usb-stick.js';

const SEARCH_MS = 5_000;
const REFUSED_PAGE = 9;

async function open(stick: MockStick) {
  const notices: string[] = [];
  const clock = new VirtualClock();
  const keeper = new StickKeeper({
    find: usbSticks(async () => [stick]),
    clock,
    stickSearchMs: SEARCH_MS,
    page: ({ bytes }) => {
      if (bytes[0] === REFUSED_PAGE) throw new Error('no such page');
    },
    notice: (message) => void notices.push(message),
  });
  await keeper.open();
  expect(keeper.sticks).toEqual(['usb:1-4']);
  return { keeper, clock, notices };
}

const END = 'the ANT+ stick usb:1-4 stopped receiving';

it.each<[string, (stick: MockStick) => void]>([
  [
    'the ANT+ stick usb:1-4 was unplugged; waiting until it is plugged in again',
    (stick) => stick.unplug(),
  ],
  [
    `${END} (transferIn error: Fault); trying to open it again`,
    (stick) => {
      stick.failure = 'transferIn error: Fault';
      void stick.allReceived();
    },
  ],
  [
    `${END} (no such page); trying to open it again`,
    (stick) => void stick.page(1, 120, [REFUSED_PAGE, 0, 0, 0, 0, 0, 0, 0]),
  ],
])('gives the reason why a stick ended, and reopens it: %s', async (notice, end) => {
  const stick = new MockStick();
  const { keeper, clock, notices } = await open(stick);
  end(stick);
  await expect.poll(() => notices).toEqual([notice]);
  stick.failure = undefined;
  await clock.advance(SEARCH_MS);
  await expect.poll(() => keeper.sticks).toEqual(['usb:1-4']);
  await keeper.close();
  expect(notices).toEqual([notice]);
});
