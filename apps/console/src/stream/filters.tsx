import type { FrameFilter } from './frame-filter.js';
import { OPS } from './frame-record.js';

interface FiltersProps {
  readonly filter: FrameFilter;
  readonly onChange: (filter: FrameFilter) => void;
}

const TEXTS = [
  ['user', 'User'],
  ['type', 'Type'],
  ['text', 'Text'],
] as const;

export function Filters({ filter, onChange }: FiltersProps) {
  return (
    <form class="filters" onSubmit={(event) => event.preventDefault()}>
      {TEXTS.map(([key, label]) => (
        <label class="field" key={key}>
          <span>{label} contains</span>
          <input
            type="search"
            value={filter[key]}
            onInput={(event) => onChange({ ...filter, [key]: event.currentTarget.value })}
          />
        </label>
      ))}
      <label class="field">
        <span>Op</span>
        <select
          value={filter.op}
          onChange={(event) => onChange({ ...filter, op: event.currentTarget.value })}
        >
          <option value="">all</option>
          {OPS.map(([op, name]) => (
            <option key={op} value={String(op)}>
              {op} {name}
            </option>
          ))}
        </select>
      </label>
    </form>
  );
}
