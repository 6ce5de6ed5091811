/** Byte 7 of most fitness equipment pages: bits 4-6 the state, bit 7 the lap toggle. */
import { bits } from '../bits.js';
import type { AntPage } from './page.js';

const STATES = [undefined, 'asleep-or-off', 'ready', 'in-use', 'finished-or-paused'] as const;

/** The common fields of the data pages of fitness equipment. */
export interface AntFePage extends AntPage {
  /** `undefined` if reserved. */
  feState?: NonNullable<(typeof STATES)[number]> | undefined;
  /** 0 or 1; changes with every lap. */
  lapToggle: number;
}

/** Returns state and lap toggle from byte 7; its other bits belong to the page. */
export function feState(byte7: number): Omit<AntFePage, 'page'> {
  return { feState: STATES[bits(byte7, 4, 3)], lapToggle: byte7 >> 7 };
}
