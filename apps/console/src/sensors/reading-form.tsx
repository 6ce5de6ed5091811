import { EVENT_TYPES, eventTypeInfo } from '@wearwire/protocol';
import { useState } from 'preact/hooks';
import { readingFrom } from './reading-from.js';
import type { Sensors } from './sensors.js';

interface ReadingFormProps {
  readonly sensors: Sensors;
  readonly user: string;
}

const OUTCOMES: Readonly<Record<string, string>> = {
  acked: 'Stored by the broker.',
  dropped: 'Not sent: the producer dropped it.',
  kept: 'Queued until the broker is reachable.',
};

export function ReadingForm({ sensors, user }: ReadingFormProps) {
  const [type, setType] = useState('HEART_RATE');
  const [text, setText] = useState('72');
  const [said, setSaid] = useState('');
  const info = eventTypeInfo(type);

  const submit = async (event: Event) => {
    event.preventDefault();
    const reading = readingFrom(text);
    if (reading === undefined) {
      setSaid('Enter a number, numbers separated by commas, or a JSON object.');
      return;
    }
    setSaid('Sending…');
    try {
      const outcome = await sensors.submit(user, type, reading);
      setSaid(OUTCOMES[outcome] ?? outcome);
    } catch (error) {
      setSaid(`Not sent: ${(error as Error).message}.`);
    }
  };

  return (
    <section class="panel block" aria-labelledby="reading-title">
      <h2 id="reading-title">One reading by hand</h2>
      <form class="reading-form" onSubmit={submit}>
        <label class="field">
          <span>Type</span>
          <input
            name="type"
            list="event-types"
            required
            value={type}
            onInput={(event) => setType(event.currentTarget.value)}
          />
        </label>
        <datalist id="event-types">
          {Object.keys(EVENT_TYPES).map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
        <label class="field">
          <span>
            {info?.field === 'd' ? 'Numbers' : 'Value'} {info?.unit && `in ${info.unit}`}
          </span>
          <input
            name="value"
            required
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </label>
        <button class="button" type="submit" disabled={user === ''}>
          Send
        </button>
      </form>
      <p role="status" class="said">
        {said}
      </p>
    </section>
  );
}
