/**
 * `doctor`: checks this machine, a data directory and, if its URL is given, a running broker; or only NATS servers, if
 * the URL names them; or only radios, with `--sensors`. Prints one line per finding, with a remedy for warnings and
 * failures. The exit status is 1 if a check failed; warnings do not count.
 */

import { flag, text } from '@wearwire/options';
import type { Command } from '../command-line/command.js';
import { ExitStatus, messageOf } from '../command-line/errors.js';
import { hasColours, type Io } from '../command-line/io.js';
import { type RawArguments, readOperands, readOptions } from '../command-line/options.js';
import { createPaint } from '../command-line/paint.js';
import { printable } from '../command-line/terminal-text.js';
import { brokerOrNatsUrl, isNatsUrl } from '../command-line/values.js';
import { dataFindings } from '../doctor/data-directory.js';
import { type Finding, fail, type Verdict } from '../doctor/finding.js';
import { natsFindings } from '../doctor/nats.js';
import { programFindings } from '../doctor/program.js';
import { serverFindings } from '../doctor/server.js';
import { systemFindings } from '../doctor/system.js';
import { loadBroker } from './broker-module.js';
import { CONNECTION_OPTIONS, installTrustedAuthorities } from './connection-options.js';
import { DATA_OPTION, dataDirectoryOf, loadData } from './data-module.js';

const OPERANDS = [
  {
    kind: brokerOrNatsUrl,
    isOptional: true,
    meaning:
      'URL of a running broker to check, such as ws://HOST:PORT/connect (no key required), or of NATS servers, such as nats://HOST:4222',
  },
] as const;

const OPTIONS = {
  data: {
    ...DATA_OPTION,
    meaning: 'Check this data directory (default: WEARWIRE_DATA, or wearwire-data)',
  },
  config: {
    flag: 'config',
    kind: text('FILE'),
    meaning: 'Read settings from this serve config file',
  },
  ca: CONNECTION_OPTIONS.ca,
  sensors: {
    flag: 'sensors',
    kind: flag,
    meaning: 'Check only the Bluetooth stack, Bluetooth adapters and ANT+ sticks',
  },
  json: { flag: 'json', kind: flag, meaning: 'Print the findings as JSON' },
} as const;

export const doctor: Command = {
  notes: ['Exit status: 0 if no check failed, 1 otherwise; warnings do not count as failures.'],
  examples: [
    'doctor --data ./wearwire-data',
    'doctor wss://broker.example/connect --json',
    'doctor nats://a:4222,b:4222,c:4222',
    'doctor --sensors',
  ],
  operands: OPERANDS,
  options: Object.values(OPTIONS),
  run,
};

async function run(line: RawArguments, io: Io): Promise<ExitStatus> {
  const [url] = readOperands(line, OPERANDS);
  const { data: given, config, ca, sensors, json } = readOptions(line, OPTIONS);
  if (sensors) return report(await sensorFindings(), json, io);
  if (url !== undefined && isNatsUrl(url))
    return report(await natsServerFindings(url, config, io), json, io);
  if (url !== undefined) await installTrustedAuthorities(ca, io);
  const data = await loadData();
  const settings = await loadSettings(config, io);
  const findings = [
    ...(await programFindings(data, settings.sockets)),
    ...settings.findings,
    ...(await systemFindings()),
    ...(await dataFindings(
      data,
      given ?? settings.data ?? dataDirectoryOf(undefined, io),
      settings.durability,
    )),
    ...(url === undefined ? [] : await serverFindings(url, Date.now())),
  ];
  return report(findings, json, io);
}

/** Checks whether a gateway on this machine can receive sensors. */
async function sensorFindings(): Promise<readonly Finding[]> {
  const { checkSensors, openRadio, usbSticks } = await import('@wearwire/gateway');
  return checkSensors(openRadio, usbSticks());
}

/** Checks the NATS servers that brokers share, instead of the data directory of this machine. */
async function natsServerFindings(
  url: string,
  file: string | undefined,
  io: Io,
): Promise<readonly Finding[]> {
  try {
    const broker = await loadBroker();
    const configFile = file ?? io.env.WEARWIRE_CONFIG;
    const flags = { store: url };
    const settings = await broker.loadConfig({ flags, env: io.env, file: configFile });
    return natsFindings(broker, settings);
  } catch (error) {
    return [fail('settings', messageOf(error), 'serve --help lists the settings')];
  }
}

function report(findings: readonly Finding[], json: boolean, io: Io): ExitStatus {
  io.stdout.write(json ? `${JSON.stringify(findings, null, 2)}\n` : textOf(findings, io));
  const hasFailed = findings.some(({ verdict }) => verdict === 'fail');
  return hasFailed ? ExitStatus.Failed : ExitStatus.Done;
}

/**
 * Loads the settings as `serve` would, from the environment and the config file. `findings`: the error in the settings,
 * if any; the other checks then use the defaults.
 */
async function loadSettings(file: string | undefined, io: Io) {
  const defaults = { data: undefined, durability: 'disk' as const, sockets: 'auto' as const };
  // `programFindings` reports a broker that cannot be loaded.
  const broker = await loadBroker().catch(() => undefined);
  if (broker === undefined) return { ...defaults, findings: [] };
  try {
    const configFile = file ?? io.env.WEARWIRE_CONFIG;
    const { data, durability, sockets } = await broker.loadConfig({
      env: io.env,
      file: configFile,
    });
    return { data, durability, sockets, findings: [] };
  } catch (error) {
    const remedy = 'serve --help lists the settings, serve --check validates them';
    return { ...defaults, findings: [fail('settings', messageOf(error), remedy)] };
  }
}

function textOf(findings: readonly Finding[], io: Io): string {
  const paint = createPaint(hasColours(io.stdout));
  const colours: Record<Verdict, (text: string) => string> = {
    ok: paint.good,
    warn: paint.warning,
    fail: paint.bad,
  };
  const width = Math.max(...findings.map(({ name }) => name.length));
  const lines = findings.map(({ name, verdict, seen, remedy }) => {
    const head = `${colours[verdict](verdict.padEnd(4))}  ${name.padEnd(width)}  ${printable(seen)}`;
    return remedy === undefined ? head : `${head}\n${' '.repeat(width + 8)}→ ${printable(remedy)}`;
  });
  return `${lines.join('\n')}\n`;
}
