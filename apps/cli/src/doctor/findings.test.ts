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
  strangers: [],
  hasSegments: true,
  isMetaMissing: false,
};
const limits = (soft: string): string =>
  `Limit    Soft Limit  Hard Limit  Units\nMax open files    ${soft}    1048576    files\n`;

describe('findings', () => {
  it.each([
    ['enough files', fileLimit(limits('1048576')), 'ok'],
    ['files without end', fileLimit(limits('unlimited')), 'ok'],
    ['few files', fileLimit(limits('4096')), 'warn'],
    ['too few files', fileLimit(limits('256')), 'fail'],
    ['a long queue', listenQueue('4096\n'), 'ok'],
    ['a short queue', listenQueue('128\n'), 'warn'],
    ['a clock in step', clockFinding('yes\n'), 'ok'],
    ['a clock out of step', clockFinding('no\n'), 'warn'],
    ['a clock that nobody knows of', clockFinding(undefined), 'warn'],
    ['a whole log', logFinding(WHOLE), 'ok'],
    ['a log that lacks a segment', logFinding({ ...WHOLE, missing: ['00000003.segment'] }), 'warn'],
    ['a log whose end is missing', logFinding({ ...WHOLE, hasLostEnd: true }), 'fail'],
    ['a log without its meta store', logFinding({ ...WHOLE, isMetaMissing: true }), 'fail'],
    [
      'a log with a stranger',
      logFinding({ ...WHOLE, strangers: [{ name: '00000009.segment', reason: 'a copy' }] }),
      'fail',
    ],
    ['a local disk', fileSystemFinding(0xef53), 'ok'],
    ['memory', fileSystemFinding(0x01021994), 'warn'],
    ['a disk with room', spaceFinding(50 * GIB, 100 * GIB), 'ok'],
    ['a small disk with room', spaceFinding(GIB, 4 * GIB), 'ok'],
    ['a disk with little room', spaceFinding(1.5 * GIB, 100 * GIB), 'warn'],
    ['a full disk', spaceFinding(GIB / 8, 100 * GIB), 'fail'],
    ['syncs of an SSD', durabilityFinding('disk', 0.6), 'ok'],
    ['slow syncs', durabilityFinding('disk', 35), 'warn'],
    ['syncs that cannot be', durabilityFinding('disk', 0.001), 'warn'],
    ['no syncs', durabilityFinding('process', 0.6), 'warn'],
    ['a WebSocket', upgradeFinding(101), 'ok'],
    ['a proxy that knows no WebSockets', upgradeFinding(426), 'fail'],
    ['a fresh certificate', certificateFindings(90 * DAY_MS, 0)[0], 'ok'],
    ['a certificate at its end', certificateFindings(5 * DAY_MS, 0)[0], 'warn'],
  ])('%s', (_, finding, verdict) => {
    expect(finding?.verdict).toBe(verdict);
    // Whoever is warned is told what to do.
    expect(finding?.remedy !== undefined).toBe(verdict !== 'ok');
  });
});
