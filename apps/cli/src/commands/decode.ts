/** `decode`: prints the fields of a packet with their units, and the readings derived from them. */
import { type DecodeError, decode as decodeBytes, toReadings } from '@wearwire/ble-parsers';
import type { DecoderMeta } from '@wearwire/ble-parsers/catalog';
import { flag, oneOfWords, text, type ValueKind } from '@wearwire/options';
import type { Command } from '../command-line/command.js';
import { CommandError, ExitStatus, UsageError } from '../command-line/errors.js';
import { hasColours, type Io } from '../command-line/io.js';
import { type RawArguments, readOperands, readOptions } from '../command-line/options.js';
import { createPaint, type Paint } from '../command-line/paint.js';
import { suggestion } from '../command-line/suggest.js';
import { printable } from '../command-line/terminal-text.js';
import { fieldReplacer } from '../readings/field-json.js';
import { valueText } from '../readings/reading-text.js';
import { plural } from './plural.js';

/** Hexadecimal digits; `0x`, spaces, colons, commas and dashes are ignored. */
const hex: ValueKind<Uint8Array> = {
  metavar: 'HEX',
  parse: (value) => {
    const digits = value.replaceAll(/0x|[\s:,-]/gi, '');
    if (digits === '' || !/^([0-9a-f]{2})+$/i.test(digits)) {
      throw new Error('must be bytes as hexadecimal digits, such as 16484003 or "16 48 40 03"');
    }
    return Uint8Array.from(Buffer.from(digits, 'hex'));
  },
};

const OPERANDS = [
  {
    kind: text('ID'),
    meaning: 'Characteristic (2A37 or a 128-bit UUID); with --ant: DEVICETYPE or DEVICETYPE/PAGE',
  },
  { kind: hex, meaning: 'Bytes of the packet, such as 16484003 or "16 48 40 03"' },
] as const;

const OPTIONS = {
  ant: { flag: 'ant', kind: flag, meaning: 'Decode an ANT+ page instead of a characteristic' },
  profile: {
    flag: 'profile',
    kind: oneOfWords('gatt', 'ant', 'polar-pmd', 'ieee11073'),
    default: 'gatt',
    meaning: 'Look up the ID in this profile',
  },
  json: { flag: 'json', kind: flag, meaning: 'Print fields and readings as JSON' },
} as const;

export const decode: Command = {
  examples: ['decode 2A37 16484003', 'decode --ant 120 04008b4f5d8a0248', 'decode 2A19 5f --json'],
  operands: OPERANDS,
  options: Object.values(OPTIONS),
  run,
};

async function run(line: RawArguments, io: Io): Promise<ExitStatus> {
  const [id, bytes] = readOperands(line, OPERANDS);
  const options = readOptions(line, OPTIONS);
  const profile = options.ant ? 'ant' : options.profile;
  const { catalog } = await import('@wearwire/ble-parsers/catalog');
  const result = decodeBytes({ profile, id, bytes });
  if (!result.ok) throw decodeFailure(result.error, profile, id, bytes, catalog);
  const fields = result.value as Readonly<Record<string, unknown>>;
  const readings = toReadings<object>(fields);
  if (options.json) {
    io.stdout.write(`${JSON.stringify({ fields, readings }, fieldReplacer, 2)}\n`);
    return ExitStatus.Done;
  }
  const meta = metaOf(catalog, profile, id, bytes);
  const lines = [...fieldLines(fields, meta, createPaint(hasColours(io.stdout)))];
  for (const { type, ...reading } of readings) lines.push(`→ ${type} ${valueText(type, reading)}`);
  io.stdout.write(`${lines.join('\n')}\n`);
  return ExitStatus.Done;
}

function fieldLines(
  fields: Readonly<Record<string, unknown>>,
  meta: DecoderMeta | undefined,
  paint: Paint,
): string[] {
  const shown = Object.entries(fields).filter(([, value]) => value !== undefined);
  const width = Math.max(0, ...shown.map(([name]) => name.length)) + 2;
  const head =
    meta === undefined ? [] : [`${paint.strong(meta.name)} ${paint.faint(`(${meta.source})`)}`];
  const units = (meta?.fields ?? {}) as Readonly<Record<string, string>>;
  const rows = shown.map(([name, value]) => {
    const shownValue = typeof value === 'string' ? value : JSON.stringify(value, fieldReplacer);
    return `${name.padEnd(width)}${printable(shownValue)} ${units[name] ?? ''}`.trimEnd();
  });
  return [...head, ...rows];
}

/** Returns the catalog entry of the decoder for this id, in any notation that `decode` of ble-parsers accepts. */
function metaOf(
  catalog: readonly DecoderMeta[],
  profile: string,
  id: string,
  bytes: Uint8Array,
): DecoderMeta | undefined {
  const key = id.replaceAll(/^0x|-/gi, '').toUpperCase();
  const page = `${id}/${(bytes[0] ?? 0) & 0x7f}`;
  return catalog.find(
    (decoder) =>
      (decoder.profile === profile || profile === 'gatt') &&
      [id, key, page, `common/${bytes[0] ?? ''}`].includes(decoder.id.toUpperCase()),
  );
}

function decodeFailure(
  { code, offset, needed }: DecodeError,
  profile: string,
  id: string,
  bytes: Uint8Array,
  catalog: readonly DecoderMeta[],
): CommandError {
  const name = `${profile} ${id}`;
  switch (code) {
    case 'unknown-id': {
      const ids = catalog
        .filter((decoder) => decoder.profile === profile)
        .map((decoder) => decoder.id);
      return new UsageError(`no decoder for ${name}${suggestion(id, ids)}`);
    }
    case 'too-short': {
      const minimum = needed > bytes.length ? `, needs at least ${needed}` : '';
      return new CommandError(`${name}: too short: ${plural(bytes.length, 'byte')}${minimum}`);
    }
    case 'too-long':
      return new CommandError(`${name}: too long: ${plural(bytes.length, 'byte')}`);
    case 'checksum-mismatch':
      return new CommandError(`${name}: checksum mismatch`);
    default:
      return new CommandError(
        `${name}: byte ${offset} (0x${Buffer.from(bytes.slice(offset, offset + 1)).toString('hex')}) has a value that the specification does not allow`,
      );
  }
}
