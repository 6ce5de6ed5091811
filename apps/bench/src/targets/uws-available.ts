/** Whether uWebSockets.js, which the controls need, loads on this machine. */
import type { Availability } from '../target.js';

export async function uwsAvailable(): Promise<Availability> {
  try {
    await import('uWebSockets.js');
    return { ok: true };
  } catch {
    const platform = `Node ${process.versions.node} on ${process.platform} ${process.arch}`;
    return {
      ok: false,
      missing: `uWebSockets.js has no binary for ${platform} (see docs/adr/0002)`,
    };
  }
}
