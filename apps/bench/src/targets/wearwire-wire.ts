/** The wire of targets that speak our protocol without checking API keys. */
import type { WireReference } from '../target.js';
import type { WearwireSettings } from '../wires/wearwire.js';
import { HOST } from './peer.js';

export function wearwireWire(port: number): WireReference {
  const settings: WearwireSettings = { endpoint: { host: HOST, port }, apiKey: 'none' };
  return { module: new URL('../wires/wearwire.js', import.meta.url).href, settings };
}
