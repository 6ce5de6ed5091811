import { shownId } from '../ui/shown-id.js';
import type { FrameRecord } from './frame-record.js';

interface FrameTableProps {
  readonly records: readonly FrameRecord[];
  readonly chosen: FrameRecord | undefined;
  readonly onChoose: (record: FrameRecord) => void;
}

const ARROWS = { sent: '→', received: '←', opened: '●', closed: '○' } as const;
const MEANINGS = {
  sent: 'sent by this page',
  received: 'received',
  opened: 'connection opened',
  closed: 'connection closed',
} as const;
/** A longer `d` is truncated in the table; opening the line shows all of it. */
const RAW_MAX = 240;

export function FrameTable({ records, chosen, onChoose }: FrameTableProps) {
  if (records.length === 0) return <p class="empty panel">No line matches the filter.</p>;
  return (
    <section class="frames panel" tabindex={0} aria-label="Frames, newest first">
      <table>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">
              <span class="visually-hidden">Direction</span>
            </th>
            <th scope="col">Op</th>
            <th scope="col" class="number">
              Seq
            </th>
            <th scope="col">User</th>
            <th scope="col">Type</th>
            <th scope="col" class="number">
              Bytes
            </th>
            <th scope="col">d, as sent</th>
          </tr>
        </thead>
        <tbody>
          {records.map((record) => (
            <Row
              key={record.id}
              record={record}
              isChosen={record.id === chosen?.id}
              onChoose={onChoose}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface RowProps {
  readonly record: FrameRecord;
  readonly isChosen: boolean;
  readonly onChoose: (record: FrameRecord) => void;
}

function Row({ record, isChosen, onChoose }: RowProps) {
  const { kind, op, name, seq, user, type, bytes, raw, atMs, connection } = record;
  return (
    <tr class={kind} aria-current={isChosen || undefined}>
      <td class="time">{timeText(atMs)}</td>
      <td title={`${MEANINGS[kind]} (${connection})`}>
        <span aria-hidden="true">{ARROWS[kind]}</span>
        <span class="visually-hidden">{MEANINGS[kind]}</span>
      </td>
      <td>
        <button
          class="row-button"
          type="button"
          data-line={record.id}
          onClick={() => onChoose(record)}
        >
          {op} {name}
        </button>
      </td>
      <td class="number">{seq}</td>
      <td class="ellipsis id">
        <bdi>{shownId(user)}</bdi>
      </td>
      <td class="ellipsis id">{shownId(type)}</td>
      <td class="number">{bytes === 0 ? '' : bytes}</td>
      <td class="raw ellipsis">{raw.length > RAW_MAX ? `${raw.slice(0, RAW_MAX)}…` : raw}</td>
    </tr>
  );
}

/** `12:03:04.056` */
function timeText(atMs: number): string {
  const time = new Date(atMs);
  const two = (value: number) => String(value).padStart(2, '0');
  const ms = String(time.getMilliseconds()).padStart(3, '0');
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}.${ms}`;
}
