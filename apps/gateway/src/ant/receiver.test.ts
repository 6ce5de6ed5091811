import { describe, expect, it } from 'vitest';
import { MockStick } from '../../test/support/mock-stick.js';
import { AntMessageId, type AntPage, antCommand, MessageSplitter, pageOf } from './messages.js';
import { AntReceiver } from './receiver.js';
import { remedy, UDEV_RULE, usbSticks } from './usb-stick.js';

const HEART_RATE_PAGE = [4, 0, 0, 0, 0, 4, 1, 72];

async function start(stick: MockStick, onPage: (page: AntPage) => void = () => {}) {
  const [found] = await usbSticks(async () => [stick])();
  const timeouts = { startupTimeoutMs: 50, responseTimeoutMs: 200 };
  return AntReceiver.start(await found!.open(), onPage, timeouts);
}

describe('an ANT+ receiver', () => {
  it('configures the stick and reports the pages of all sensors with their ids', async () => {
    const stick = new MockStick();
    const pages: AntPage[] = [];
    const receiver = await start(stick, (page) => pages.push(page));
    expect(stick.commands).toEqual([
      AntMessageId.Reset,
      AntMessageId.NetworkKey,
      AntMessageId.AssignChannel,
      AntMessageId.ChannelId,
      AntMessageId.RadioFrequency,
      AntMessageId.LibConfig,
      AntMessageId.OpenScan,
    ]);
    // 20 bits: the upper 4 are in the transmission type.
    stick.page(0x3_0001, 120, HEART_RATE_PAGE, -71);
    stick.page(2, 11 | 0x80, [0x10, 1, 2, 3, 4, 5, 6, 7]);
    await stick.allReceived();
    expect(pages).toEqual([
      {
        deviceNumber: 0x3_0001,
        deviceType: 120,
        bytes: Uint8Array.from(HEART_RATE_PAGE),
        rssiDbm: -71,
      },
      expect.objectContaining({ deviceNumber: 2, deviceType: 11 }),
    ]);
    await receiver.close();
    expect(stick.isScanning).toBe(false);
  });

  it('keeps using a stick after a transfer timeout and after a stall', async () => {
    const stick = new MockStick();
    const pages: AntPage[] = [];
    const receiver = await start(stick, (page) => pages.push(page));
    const failure = receiver.ended.then(() => Promise.reject(new Error('the receiver has ended')));
    await Promise.race([stick.allReceived(), failure]);
    expect(stick.timeouts).toBeGreaterThan(0);
    stick.isStalled = true;
    stick.page(1, 120, HEART_RATE_PAGE);
    await Promise.race([stick.allReceived(), failure]);
    expect(pages).toHaveLength(1);
    expect(stick.isStalled).toBe(false);
    failure.catch(() => {});
    await receiver.close();
  });

  it('ends when the stick is unplugged', async () => {
    const stick = new MockStick();
    const receiver = await start(stick);
    stick.unplug();
    await receiver.ended;
  });

  it('names the command to which a stick does not respond', async () => {
    const stick = new MockStick();
    stick.isDead = true;
    await expect(start(stick)).rejects.toThrow(
      'the ANT+ stick usb:1-4 does not respond to the command "network key": unplug it and plug it in again',
    );
  });

  it('names a remedy for each operating system if a stick cannot be opened', async () => {
    const stick = new MockStick();
    stick.refusal = 'LIBUSB_ERROR_ACCESS';
    const message = await start(stick).catch((error: Error) => error.message);
    expect(message).toContain('cannot open the ANT+ stick usb:1-4 (LIBUSB_ERROR_ACCESS): ');
    expect(remedy('linux')).toContain(UDEV_RULE);
    expect(remedy('win32')).toContain('with Zadig (https://zadig.akeo.ie)');
    expect(remedy('darwin')).toContain('Garmin Express');
  });
});

describe('messages of a stick', () => {
  it('are found in a stream of parts of any size, after garbage and corrupt messages', () => {
    const broken = antCommand(0x40, 1, 2, 3);
    broken[4] = 9;
    const bytes = [7, ...broken, 0xa4, 200, ...antCommand(0x40, 0, 0x46, 0)];
    for (const size of [1, 2, 3, bytes.length]) {
      const splitter = new MessageSplitter();
      const found = [];
      for (let at = 0; at < bytes.length; at += size) {
        found.push(...splitter.push(Uint8Array.from(bytes.slice(at, at + size))));
      }
      expect(found).toEqual([{ id: 0x40, content: Uint8Array.of(0, 0x46, 0) }]);
    }
  });

  it('without a sensor id are not pages', () => {
    const content = Uint8Array.of(0, ...HEART_RATE_PAGE);
    expect(pageOf({ id: AntMessageId.Broadcast, content })).toBeUndefined();
    expect(pageOf({ id: AntMessageId.ChannelResponse, content })).toBeUndefined();
  });
});
