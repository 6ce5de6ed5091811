/** The screen: sensors found, their connection states, and the latest value of each type. */
import type { Reading } from '@wearwire/ble-parsers';
import type { Producer } from '@wearwire/client-producer';
import { useEffect, useRef, useState } from 'react';
import { Button, SafeAreaView, Text } from 'react-native';
import { BleManager, State } from 'react-native-ble-plx';
import { requestBluetoothPermissions } from './permissions';
import { Sensor } from './sensor';
import { fullUuid, SERVICES } from './services';
import { startProducer, submitReadings } from './submit';

type FoundDevice = { id: string; name: string };

export function App() {
  const manager = useRef<BleManager>(null);
  const producer = useRef<Producer>(null);
  const sensors = useRef(new Map<string, Sensor>());
  const [found, setFound] = useState<FoundDevice[]>([]);
  const [states, setStates] = useState<Record<string, string>>({});
  const [values, setValues] = useState<Record<string, string>>({});

  useEffect(() => {
    const ble = new BleManager();
    const submitting = startProducer((count) => console.warn(`${count} readings dropped`));
    manager.current = ble;
    producer.current = submitting;
    // Scanning is possible only once the radio is on.
    const watch = ble.onStateChange((state) => {
      if (state === State.PoweredOn) void scan(ble, setFound);
    }, true);
    return () => {
      watch.remove();
      void Promise.all([...sensors.current.values()].map((sensor) => sensor.stop()))
        .then(() => submitting.close())
        .finally(() => ble.destroy());
    };
  }, []);

  function show(readings: readonly Reading[]): void {
    if (producer.current) submitReadings(producer.current, readings);
    const latest = readings.flatMap((reading) =>
      'val' in reading
        ? [[reading.type, `${reading.val.toFixed(1)} ${reading.unit}`] as const]
        : [],
    );
    setValues((before) => ({ ...before, ...Object.fromEntries(latest) }));
  }

  function startSensor({ id, name }: FoundDevice): void {
    if (!manager.current || sensors.current.has(id)) return;
    const sensor = new Sensor(manager.current, id, {
      onReadings: show,
      onSilence: (types) =>
        setValues((before) => ({
          ...before,
          ...Object.fromEntries(types.map((type) => [type, '–'])),
        })),
      onState: (state) => setStates((before) => ({ ...before, [name]: state })),
    });
    sensors.current.set(id, sensor);
  }

  return (
    <SafeAreaView>
      {found.map((device) => (
        <Button key={device.id} title={device.name} onPress={() => startSensor(device)} />
      ))}
      {Object.entries(states).map(([name, state]) => (
        <Text key={name}>{`${name}: ${state}`}</Text>
      ))}
      {Object.entries(values).map(([type, value]) => (
        <Text key={type}>{`${type} ${value}`}</Text>
      ))}
    </SafeAreaView>
  );
}

type SetFound = (update: (before: FoundDevice[]) => FoundDevice[]) => void;

async function scan(ble: BleManager, setFound: SetFound): Promise<void> {
  if (!(await requestBluetoothPermissions())) return;
  await ble.startDeviceScan(SERVICES.map(fullUuid), null, (error, device) => {
    if (error || !device) return;
    const { id } = device;
    const name = device.name ?? device.localName ?? id;
    setFound((before) =>
      before.some((other) => other.id === id) ? before : [...before, { id, name }],
    );
  });
}
