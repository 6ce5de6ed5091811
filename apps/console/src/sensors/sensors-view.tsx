/** Sensors of this page: real ones over Bluetooth, virtual ones, and a manual reading. */
import { useState } from 'preact/hooks';
import type { ViewProps } from '../app/view-props.js';
import { BluetoothPanel } from './bluetooth/bluetooth-panel.js';
import { ReadingForm } from './reading-form.js';
import { Sensors } from './sensors.js';
import { VirtualPanel } from './virtual-panel.js';

export function SensorsView({ workspace }: ViewProps) {
  // Sensors continue while other views are shown, because they belong to the workspace.
  const sensors = workspace.viewState('sensors', () => new Sensors(workspace.api, workspace.log));
  const [user, setUser] = useState('me');
  return (
    <section aria-labelledby="sensors-title">
      <div class="toolbar">
        <h1 id="sensors-title">Sensors</h1>
        <p class="count" />
        <label class="field inline">
          <span>Submit as user</span>
          <input
            name="user"
            maxLength={128}
            value={user}
            onInput={(event) => setUser(event.currentTarget.value)}
          />
        </label>
      </div>
      <BluetoothPanel sensors={sensors} user={user} />
      <div class="columns">
        <VirtualPanel sensors={sensors} user={user} />
        <ReadingForm sensors={sensors} user={user} />
      </div>
    </section>
  );
}
