/** Pairs sensors over Web Bluetooth and shows the paired ones. */
import { useState } from 'preact/hooks';
import { useValue } from '../../ui/value.js';
import type { Sensors } from '../sensors.js';
import { DevicePanel } from './device-panel.js';
import { webBluetooth } from './web-bluetooth.js';

interface BluetoothPanelProps {
  readonly sensors: Sensors;
  readonly user: string;
}

export function BluetoothPanel({ sensors, user }: BluetoothPanelProps) {
  const devices = useValue(sensors.devices);
  const [said, setSaid] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const hasBluetooth = webBluetooth() !== undefined;

  const pair = async () => {
    setIsBusy(true);
    setSaid('');
    setSaid(await sensors.pair(user));
    setIsBusy(false);
  };

  return (
    <div class="bluetooth">
      <section class="panel block" aria-labelledby="bluetooth-title">
        <h2 id="bluetooth-title">Bluetooth sensors</h2>
        {hasBluetooth ? (
          <>
            <p class="hint">
              Heart rate straps, speed and cadence sensors, power meters, fitness machines, running
              pods, CORE and Polar sensors. This page submits a sensor's readings as the user that
              is entered above when you pair it.
            </p>
            <div class="pairing">
              <button
                class="button primary"
                type="button"
                onClick={pair}
                disabled={isBusy || user === ''}
              >
                {isBusy ? 'Pairing…' : 'Pair a sensor'}
              </button>
              <p role="status">{said}</p>
            </div>
          </>
        ) : (
          <p class="notice">{globalThis.isSecureContext ? NO_BLUETOOTH : INSECURE}</p>
        )}
      </section>
      {devices.map((device) => (
        <DevicePanel key={device.id} device={device} onRemove={() => void sensors.unpair(device)} />
      ))}
    </div>
  );
}

const NO_BLUETOOTH =
  'This browser does not support Web Bluetooth. Chrome, Edge and Opera support it on Windows, macOS, ChromeOS and Android, and on Linux if the flag “Web Bluetooth” is enabled (chrome://flags). Firefox and Safari do not.';
const INSECURE =
  'Browsers allow Web Bluetooth only on pages loaded over https or from this machine: open the page as http://localhost or http://127.0.0.1, or run the broker with TLS.';
