import { shownId } from '../../ui/shown-id.js';
import { useValue } from '../../ui/value.js';
import type { DeviceView, LastPacket, PairedDevice } from './paired-device.js';

const STATES: Readonly<Record<DeviceView['state'], string>> = {
  connecting: 'connecting…',
  connected: 'connected',
  waiting: 'not connected; retrying',
  stopped: 'stopped',
};

interface DevicePanelProps {
  readonly device: PairedDevice;
  readonly onRemove: () => void;
}

export function DevicePanel({ device, onRemove }: DevicePanelProps) {
  const { state, problem, batteryPercent, information, packets } = useValue(device.view);
  const name = shownId(device.name);
  const facts = [
    `submits as ${shownId(device.user)}`,
    batteryPercent === undefined ? '' : `battery ${batteryPercent} %`,
    ...[...information.values()].map(shownId),
  ];
  return (
    <section class="panel block device" aria-label={name}>
      <header>
        <h2>
          <bdi>{name}</bdi>
        </h2>
        <p class={`device-state ${state}`} role="status">
          {STATES[state]}
          {problem !== '' && ` (${problem})`}
        </p>
        <p class="hint">{facts.filter((fact) => fact !== '').join(' · ')}</p>
        <button class="button" type="button" onClick={onRemove} aria-label={`Remove ${name}`}>
          Remove
        </button>
      </header>
      {packets.size === 0 && state !== 'stopped' && (
        <p class="hint">No packet received yet. Some straps send only while they are worn.</p>
      )}
      {[...packets.values()].map((packet) => (
        <Packet key={packet.id} packet={packet} />
      ))}
    </section>
  );
}

function Packet({ packet }: { readonly packet: LastPacket }) {
  const { id, name, hex, fields, problem, submitted, count } = packet;
  return (
    <div class="packet">
      <div>
        <h3>{name}</h3>
        <p class="hint">
          {id.length > 4 ? `${id.slice(0, 8)}…` : `0x${id}`},{' '}
          {count === 1 ? '1 packet' : `${count.toLocaleString('en-US')} packets`}
        </p>
        <code class="hex">{hex}</code>
      </div>
      <div>
        {problem !== '' && <p>{problem}</p>}
        <dl class="fields">
          {fields.map((field) => (
            <div key={field.name}>
              <dt>{field.name}</dt>
              <dd>
                {field.value} <span class="unit">{field.unit}</span>
              </dd>
            </div>
          ))}
        </dl>
      </div>
      <ul class="submitted" aria-label="Submitted">
        {submitted.map((text, index) => (
          <li key={index}>{text}</li>
        ))}
      </ul>
    </div>
  );
}
