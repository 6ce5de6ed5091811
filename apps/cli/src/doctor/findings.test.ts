import { describe, expect, it } from 'vitest';
import {
  durabilityFinding,
  fileSystemFinding,
  logFinding,
  spaceFinding,
} from './data-directory.js';
import { certificateFindings, upgradeFinding } from './server.js';
import { clockFinding, fileLimit, listenQueue } from './system.js';

const GIB = 2 ** 30;
const DAY_MS = 86_400_000;
const WHOLE = {
  missing: [],
  hasLostEnd: false,
  foreignSegments: [],
  hasSegments: true,
  isMetaMissing: false,
};
const limits = (soft: string): string =>
  `Limit    Soft Limit  Hard Limit  Units\nMax open files    ${soft}    1048576    files\n`;

describe('the finding about', () => {
  it.each([
    ['enough files', fileLimit(limits('1048576')), 'ok'],
    ['unlimited files', fileLimit(limits('unlimited')), 'ok'],
    ['few files', fileLimit(limits('4096')), 'warn'],
    ['too few files', fileLimit(limits('256')), 'fail'],
    ['a long queue', listenQueue('4096\n'), 'ok'],
    ['a short queue', listenQueue('128\n'), 'warn'],
    ['a synchronised clock', clockFinding('yes\n'), 'ok'],
    ['a clock that is not synchronised', clockFinding('no\n'), 'warn'],
    ['a clock of unknown state', clockFinding(undefined), 'warn'],
    ['a complete log', logFinding(WHOLE), 'ok'],
    [
      'a log without one of its segments',
      logFinding({ ...WHOLE, missing: ['00000003.segment'] }),
      'warn',
    ],
    ['a log without its newest segments', logFinding({ ...WHOLE, hasLostEnd: true }), 'fail'],
    ['a log without its meta store', logFinding({ ...WHOLE, isMetaMissing: true }), 'fail'],
    [
      'a log with a foreign segment',
      logFinding({ ...WHOLE, foreignSegments: [{ name: '00000009.segment', reason: 'a copy' }] }),
      'fail',
    ],
    ['a local disk', fileSystemFinding(0xef53), 'ok'],
    ['memory', fileSystemFinding(0x01021994), 'warn'],
    ['a disk with free space', spaceFinding(50 * GIB, 100 * GIB), 'ok'],
    ['a small disk with free space', spaceFinding(GIB, 4 * GIB), 'ok'],
    ['a disk with little free space', spaceFinding(1.5 * GIB, 100 * GIB), 'warn'],
    ['a full disk', spaceFinding(GIB / 8, 100 * GIB), 'fail'],
    ['syncs of an SSD', durabilityFinding('disk', 0.6), 'ok'],
    ['slow syncs', durabilityFinding('disk', 35), 'warn'],
    ['implausibly fast syncs', durabilityFinding('disk', 0.001), 'warn'],
    ['no syncs', durabilityFinding('process', 0.6), 'warn'],
    ['a WebSocket', upgradeFinding(101), 'ok'],
    ['a proxy that blocks WebSockets', upgradeFinding(426), 'fail'],
    ['a certificate valid for months', certificateFindings(90 * DAY_MS, 0)[0], 'ok'],
    ['a certificate that expires soon', certificateFindings(5 * DAY_MS, 0)[0], 'warn'],
  ])('%s has the right verdict, and a remedy unless that is ok', (_, finding, verdict) => {
    expect(finding?.verdict).toBe(verdict);
    // Every warning and failure has a remedy.
    expect(finding?.remedy !== undefined).toBe(verdict !== 'ok');
  });
});
