/** Uses the installed package `@wearwire/options`. */
import { defaultsOf, duration, type OptionTable } from '@wearwire/options';

const OPTIONS = {
  timeoutMs: { flag: 'timeout', kind: duration, default: 40_000, meaning: 'Longest wait' },
} as const satisfies OptionTable;

const { timeoutMs } = defaultsOf(OPTIONS);
if (duration.parse('40s') !== timeoutMs) throw new Error('40s is not 40000 ms');
