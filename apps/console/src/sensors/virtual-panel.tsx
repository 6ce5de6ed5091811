import { useState } from 'preact/hooks';
import { shownId } from '../ui/shown-id.js';
import { useValue } from '../ui/value.js';
import type { Sensors } from './sensors.js';
import { VIRTUAL_SENSORS, type VirtualSensor } from './virtual-wearable.js';

interface VirtualPanelProps {
  readonly sensors: Sensors;
  readonly user: string;
}

const NAMES = Object.entries(VIRTUAL_SENSORS) as [VirtualSensor, string][];

export function VirtualPanel({ sensors, user }: VirtualPanelProps) {
  const wearables = useValue(sensors.wearables);
  const [chosen, setChosen] = useState<readonly VirtualSensor[]>(['heart', 'ecg']);
  const [effort, setEffort] = useState(40);
  const toggle = (name: VirtualSensor) =>
    setChosen(chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name]);
  return (
    <section class="panel block" aria-labelledby="virtual-title">
      <h2 id="virtual-title">A virtual wearable</h2>
      <p class="hint">
        Simulated readings, marked “synthetic”. They stop when you close this page.
      </p>
      <fieldset class="choices">
        <legend>Sensors</legend>
        {NAMES.map(([name, label]) => (
          <label key={name}>
            <input type="checkbox" checked={chosen.includes(name)} onChange={() => toggle(name)} />{' '}
            {label}
          </label>
        ))}
      </fieldset>
      <label class="field">
        <span>Effort: {effort} %</span>
        <input
          type="range"
          min={0}
          max={100}
          value={effort}
          onInput={(event) => {
            const percent = Number(event.currentTarget.value);
            setEffort(percent);
            for (const wearable of wearables) wearable.effort = percent / 100;
          }}
        />
      </label>
      <p>
        <button
          class="button"
          type="button"
          disabled={chosen.length === 0 || user === ''}
          onClick={() => sensors.startWearable(user, chosen, effort / 100)}
        >
          Start as {user === '' ? '…' : user}
        </button>
      </p>
      <ul class="rows">
        {wearables.map((wearable) => (
          <li key={wearable}>
            <span class="ellipsis">
              {shownId(wearable.user)}: {wearable.sensors.join(', ')}
            </span>
            <button class="button" type="button" onClick={() => sensors.stopWearable(wearable)}>
              Stop
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
