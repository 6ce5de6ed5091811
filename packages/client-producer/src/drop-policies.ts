/** Which policy a type has, of the options. */
import { OptionError } from '@wearwire/client-core';
import type { DropPolicy, ProducerOptions } from './producer-api.js';

const POLICIES: readonly DropPolicy[] = ['drop-oldest', 'drop-newest', 'latest-only'];

/** Throws `OptionError` for what is no policy. */
export function dropPoliciesOf(options: ProducerOptions): (type: string) => DropPolicy {
  const { dropPolicy = 'drop-oldest', dropPolicies = {} } = options;
  const byType = new Map(Object.entries(dropPolicies));
  for (const policy of [dropPolicy, ...byType.values()]) {
    if (POLICIES.includes(policy)) continue;
    throw new OptionError('option-invalid', `a drop policy must be one of ${POLICIES.join(', ')}`);
  }
  return (type) => byType.get(type) ?? dropPolicy;
}
