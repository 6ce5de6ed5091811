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

/** Returns the validated options. Throws `OptionError`. */
export function checkedOptions(options: ProducerOptions): CheckedOptions {
  const { delivery = 'at-least-once', dropPolicy = 'drop-oldest', policies = {} } = options;
  const limits = limitOptions(PRODUCER_LIMITS, options);
  const fallback = { drop: dropPolicy, delivery, ageMaxMs: limits.bufferAgeMaxMs };
  const cachedPolicies = new Map<string, FullTypePolicy>();
  const policyOf: PolicyOf = (type) => {
    let policy = cachedPolicies.get(type);
    if (policy === undefined) {
      const priority = BULK_TYPES.has(type) ? BULK_PRIORITY : 0;
      const own = Object.hasOwn(policies, type) ? policies[type] : undefined;
      policy = { ...fallback, priority, ...own };
      if (cachedPolicies.size < CACHED_POLICIES_MAX) cachedPolicies.set(type, policy);
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

/** Maximum number of types whose policies are cached. Policies are looked up for each event. */
const CACHED_POLICIES_MAX = 256;

function checkPolicy(type: string, { drop, delivery, ageMaxMs, priority }: FullTypePolicy): void {
  const suffix = type && ` of ${type}`;
  choiceOption(`the drop policy${suffix}`, drop, DROP_POLICIES);
  choiceOption(`the delivery${suffix}`, delivery, DELIVERIES);
  numberOption(`ageMaxMs${suffix}`, ageMaxMs, 1);
  numberOption(`the priority${suffix}`, priority, Number.NEGATIVE_INFINITY);
}

function numberOption(name: string, value: unknown, min: number): number {
  if (typeof value === 'number' && value >= min) return value;
  const limit = min === Number.NEGATIVE_INFINITY ? '' : ` of at least ${min}`;
  throw new OptionError('option-invalid', `${name} must be a number${limit}`);
}
