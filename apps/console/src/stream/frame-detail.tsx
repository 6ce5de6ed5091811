/** One complete frame, as it was sent. It takes the focus when a line is chosen; Escape closes it. */
import { useEffect, useRef } from 'preact/hooks';
import { CopyButton } from '../ui/copy-button.js';
import type { FrameRecord } from './frame-record.js';

interface FrameDetailProps {
  readonly record: FrameRecord;
  readonly onClose: () => void;
}

export function FrameDetail({ record, onClose }: FrameDetailProps) {
  const { kind, name, text, raw, connection, seq } = record;
  const section = useRef<HTMLElement>(null);
  useEffect(() => section.current?.focus(), [record]);
  return (
    <section
      class="frame-detail panel"
      aria-label="Chosen line"
      ref={section}
      tabindex={-1}
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
    >
      <header>
        <h2>
          {name} {seq === undefined ? '' : `seq ${seq}`}
        </h2>
        <p class="hint">
          {kind} on the connection “{connection}”
        </p>
        {text !== '' && <CopyButton text={text} label="Copy JSON" />}
        <button class="button" type="button" onClick={onClose}>
          Close
        </button>
      </header>
      <pre>{text === '' ? raw || 'no reason was given' : text}</pre>
    </section>
  );
}
