/** The wire of targets that speak our protocol. */
import type { WireReference } from '../target.js';
import type { WearwireSettings } from '../wires/wearwire.js';
import { HOST } from './peer.js';

/** API key of every developer, for servers that check it. */
export const API_KEY = 'bench';

export function wearwireWire(port: number): WireReference {
  const settings: WearwireSettings = { endpoint: { host: HOST, port }, apiKey: API_KEY };
  return { module: new URL('../wires/wearwire.js', import.meta.url).href, settings };
}
