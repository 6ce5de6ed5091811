/** Every command. Its code is loaded when it runs: `tail` needs no broker and must work without one. */
import type { CommandEntry } from '../line/command.js';

export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'demo',
    summary: 'a broker, a recorded ride, three straps, a consumer and a web page to watch',
    load: async () => (await import('./demo.js')).demo,
  },
  {
    name: 'serve',
    summary: 'run a broker',
    load: async () => (await import('./serve.js')).loadServe(),
  },
  {
    name: 'tail',
    summary: 'print readings as they arrive',
    load: async () => (await import('./tail.js')).tail,
  },
  {
    name: 'replay',
    summary: 'print the readings that are kept, and end',
    load: async () => (await import('./replay.js')).replay,
  },
  {
    name: 'export',
    summary: 'write the readings that are kept as NDJSON or CSV, and end',
    load: async () => (await import('./export.js')).exportReadings,
  },
  {
    name: 'stats',
    summary: 'count the readings that come in, by type and user',
    load: async () => (await import('./stats.js')).stats,
  },
  {
    name: 'simulate',
    summary: 'virtual wearables, or a recording played back',
    load: async () => (await import('./simulate.js')).simulate,
  },
  {
    name: 'gateway',
    summary: 'Bluetooth LE and ANT+ sensors of this machine to a broker',
    load: async () => (await import('./gateway.js')).gateway,
  },
  {
    name: 'devices',
    summary: 'sensors nearby and what they can send; the packets of one of them',
    load: async (words) => (await import('./devices.js')).loadDevices(words),
  },
  {
    name: 'token',
    summary: 'get a token for a producer or a consumer',
    load: async () => (await import('./token.js')).token,
  },
  {
    name: 'developers',
    summary: 'the developers of a data directory and their keys',
    load: async () => (await import('./developers.js')).developers,
  },
  {
    name: 'backup',
    summary: 'copy a data directory into a file, while its broker runs',
    load: async () => (await import('./backup.js')).backup,
  },
  {
    name: 'restore',
    summary: 'make a data directory of a backup',
    load: async () => (await import('./restore.js')).restore,
  },
  {
    name: 'doctor',
    summary: 'look for what keeps a broker, or a gateway, from running well',
    load: async () => (await import('./doctor.js')).doctor,
  },
  {
    name: 'decode',
    summary: 'decode the bytes of a sensor',
    load: async () => (await import('./decode.js')).decode,
  },
  {
    name: 'conformance',
    summary: 'check any server of the protocol, rule by rule',
    load: async () => (await import('./conformance.js')).conformance,
  },
  {
    name: 'bench',
    summary: 'measure the broker beside a control and other servers',
    load: async (words) => (await import('./bench.js')).loadBench(words),
  },
  {
    name: 'completion',
    summary: 'print completions for bash, zsh or fish',
    load: async () => (await import('./completion.js')).completionOf(COMMANDS),
  },
];
