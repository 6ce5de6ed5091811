/** `@wearwire/bench` as installed: its scenarios and targets; starts none of them. */
import assert from 'node:assert/strict';
import {
  createTargets,
  defaultsOf,
  RESULT_FORMAT,
  SCENARIOS,
  type Scenario,
  type Target,
} from '@wearwire/bench';

const scenario: Scenario | undefined = SCENARIOS.find(({ name }) => name === 'fan-in');
assert.ok(scenario);
assert.equal(defaultsOf(scenario.options).producers, 50);
const targets: readonly Target[] = createTargets('wearwire.js');
assert.ok(targets.some(({ name, role }) => name === 'relay' && role === 'control'));
assert.match(RESULT_FORMAT, /^wearwire-bench\//);
