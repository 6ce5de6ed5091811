/** Every target, ours first, then the controls. A new one is a file here and a row. */
import type { Target } from '../target.js';
import { relayByTurnTarget, relayTarget } from './relay/relay.js';
import { wearwireTarget } from './wearwire.js';

/** `program`: path of wearwire.js, by which our broker is started. */
export function createTargets(program: string): readonly Target[] {
  return [
    wearwireTarget(program, 'disk'),
    wearwireTarget(program, 'process'),
    wearwireTarget(program, 'memory'),
    relayTarget,
    relayByTurnTarget,
  ];
}
