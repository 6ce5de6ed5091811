/** Checks the options of a producer when it is created, and fills in defaults. */
import { choiceOption, limitOptions, OptionError } from '@wearwire/client-core';
import { PRODUCER_LIMITS, type ProducerLimits } from './limits.js';
import {
  BULK_PRIORITY,
  BULK_TYPES,
  type Delivery,
  type DropPolicy,
  type FullTypePolicy,
  type PolicyOf,
} from './policies.js';
import type { ProducerOptions } from './producer-api.js';

const DROP_POLICIES: readonly DropPolicy[] = ['drop-oldest', 'drop-newest', 'latest-only'];
const DELIVERIES: readonly Delivery[] = ['at-least-once', 'at-most-once'];

export interface CheckedOptions {
  readonly limits: ProducerLimits;
  readonly flushIntervalMs: number;
  readonly policyOf: PolicyOf;
}

/** Throws `OptionError`. */
export function checkedOptions(options: ProducerOptions): CheckedOptions {
  const { delivery = 'at-least-once', dropPolicy = 'drop-oldest', policies = {} } = options;
  const limits = limitOptions(PRODUCER_LIMITS, options);
  const fallback = { drop: dropPolicy, delivery, ageMaxMs: limits.bufferAgeMaxMs };
  const known = new Map<string, FullTypePolicy>();
  const policyOf: PolicyOf = (type) => {
    let policy = known.get(type);
    if (policy === undefined) {
      const priority = BULK_TYPES.has(type) ? BULK_PRIORITY : 0;
      const own = Object.hasOwn(policies, type) ? policies[type] : undefined;
      policy = { ...fallback, priority, ...own };
      if (known.size < KNOWN_TYPES_MAX) known.set(type, policy);
    }
    return policy;
  };
  for (const type of ['', ...Object.keys(policies)]) checkPolicy(type, policyOf(type));
  return {
    limits,
    policyOf,
    flushIntervalMs: numberOption('flushIntervalMs', options.flushIntervalMs ?? 0, 0),
  };
}

/** Most types whose policies are cached, since policies are looked up for each event. */
const KNOWN_TYPES_MAX = 256;

function checkPolicy(type: string, { drop, delivery, ageMaxMs, priority }: FullTypePolicy): void {
  const of = type && ` of ${type}`;
  choiceOption(`the drop policy${of}`, drop, DROP_POLICIES);
  choiceOption(`the delivery${of}`, delivery, DELIVERIES);
  numberOption(`ageMaxMs${of}`, ageMaxMs, 1);
  numberOption(`the priority${of}`, priority, Number.NEGATIVE_INFINITY);
}

function numberOption(name: string, value: unknown, least: number): number {
  if (typeof value === 'number' && value >= least) return value;
  throw new OptionError('option-invalid', `${name} must be a number, ${least} or more`);
}
