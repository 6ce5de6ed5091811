/** The options of a producer, checked where it is made, with what holds where one is left out. */
import { choiceOption, limitOptions } from '@wearwire/client-core';
import { PRODUCER_LIMITS, type ProducerLimits } from './limits.js';
import type { Delivery, DropPolicy, ProducerOptions } from './producer-api.js';

const DROP_POLICIES: readonly DropPolicy[] = ['drop-oldest', 'drop-newest', 'latest-only'];

export interface CheckedOptions {
  readonly limits: ProducerLimits;
  readonly delivery: Delivery;
  /** Which policy a type has. */
  readonly policyOf: (type: string) => DropPolicy;
}

/** Throws `OptionError`. */
export function checkedOptions(options: ProducerOptions): CheckedOptions {
  const { delivery = 'at-least-once', dropPolicy = 'drop-oldest', dropPolicies = {} } = options;
  for (const policy of [dropPolicy, ...Object.values(dropPolicies)]) {
    choiceOption('a drop policy', policy, DROP_POLICIES);
  }
  return {
    limits: limitOptions(PRODUCER_LIMITS, options),
    delivery: choiceOption('delivery', delivery, ['at-least-once', 'at-most-once']),
    policyOf: (type) => dropPolicies[type] ?? dropPolicy,
  };
}
