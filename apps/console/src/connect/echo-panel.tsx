import { useState } from 'preact/hooks';
import type { Workspace } from '../app/workspace.js';
import { echoTest } from './echo-test.js';

interface EchoPanelProps {
  readonly workspace: Workspace;
  readonly user: string;
}

export function EchoPanel({ workspace, user }: EchoPanelProps) {
  const [said, setSaid] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const run = async () => {
    setIsBusy(true);
    setSaid('Sending…');
    try {
      const { seq, roundTripMs } = await echoTest(workspace, user);
      setSaid(`Came back as seq ${seq} after ${roundTripMs.toFixed(1)} ms.`);
    } catch (error) {
      setSaid(`Failed: ${(error as Error).message}.`);
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <section class="panel block" aria-labelledby="echo-title">
      <h2 id="echo-title">Test a round trip</h2>
      <p class="hint">
        Submits one reading of the type CONSOLE_ECHO as the user, and waits until it is dispatched
        to this page. It is stored like any other reading, and your consumers see it too.
      </p>
      <p>
        <button class="button" type="button" onClick={run} disabled={isBusy || user === ''}>
          Send a test reading
        </button>
      </p>
      <p role="status">{said}</p>
    </section>
  );
}
