/** Whether the WebSocket library of our broker and of the controls runs here. */
import type { Availability } from '../target.js';

export async function uwsAvailable(): Promise<Availability> {
  try {
    await import('uWebSockets.js');
    return { ok: true };
  } catch {
    const platform = `Node ${process.versions.node} on ${process.platform} ${process.arch}`;
    return { ok: false, missing: `a binary of uWebSockets.js for ${platform} (see docs/adr/0002)` };
  }
}
