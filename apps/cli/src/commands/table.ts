/** Every command. A command's code is loaded when it runs, so that `tail` works even if the broker cannot be loaded. */
import type { CommandEntry } from '../command-line/command.js';

export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'demo',
    summary: 'watch readings from a recorded ride and three virtual straps pass through a broker',
    load: async () => (await import('./demo.js')).demo,
  },
  {
    name: 'serve',
    summary: 'run a broker',
    load: async () => (await import('./serve.js')).loadServe(),
  },
  {
    name: 'cluster',
    summary: 'demonstrate several brokers that share their streams',
    load: async (words) => (await import('./cluster.js')).loadCluster(words),
  },
  {
    name: 'tail',
    summary: 'print readings as they arrive',
    load: async () => (await import('./tail.js')).tail,
  },
  {
    name: 'replay',
    summary: 'print the stored readings, then exit',
    load: async () => (await import('./replay.js')).replay,
  },
  {
    name: 'export',
    summary: 'write the stored readings as NDJSON, CSV or TCX, then exit',
    load: async () => (await import('./export.js')).exportReadings,
  },
  {
    name: 'forward',
    summary: 'write readings to MQTT, webhooks, databases or files as they arrive',
    load: async () => (await import('./forward.js')).forward,
  },
  {
    name: 'stats',
    summary: 'count incoming readings by type and user',
    load: async () => (await import('./stats.js')).stats,
  },
  {
    name: 'simulate',
    summary: 'submit readings from virtual wearables, or play back a recording',
    load: async () => (await import('./simulate.js')).simulate,
  },
  {
    name: 'gateway',
    summary: 'submit readings from nearby Bluetooth LE and ANT+ sensors to a broker',
    load: async () => (await import('./gateway.js')).gateway,
  },
  {
    name: 'devices',
    summary: 'list nearby sensors and the types they can send, or print the packets of one',
    load: async (words) => (await import('./devices.js')).loadDevices(words),
  },
  {
    name: 'token',
    summary: 'get a token for a producer, a consumer or a monitor',
    load: async () => (await import('./token.js')).token,
  },
  {
    name: 'developers',
    summary: 'manage the developers of a data directory and their keys',
    load: async () => (await import('./developers.js')).developers,
  },
  {
    name: 'backup',
    summary: 'back up a data directory to a file, even while its broker is running',
    load: async () => (await import('./backup.js')).backup,
  },
  {
    name: 'restore',
    summary: 'create a data directory from a backup',
    load: async () => (await import('./restore.js')).restore,
  },
  {
    name: 'doctor',
    summary:
      'check this machine, a data directory and a running broker; or NATS servers; or the radios of a gateway',
    load: async () => (await import('./doctor.js')).doctor,
  },
  {
    name: 'decode',
    summary: 'decode the bytes of a sensor packet',
    load: async () => (await import('./decode.js')).decode,
  },
  {
    name: 'conformance',
    summary: 'check any server against the rules of the protocol',
    load: async () => (await import('./conformance.js')).conformance,
  },
  {
    name: 'bench',
    summary: 'benchmark the broker against a minimal control server and other servers',
    load: async (words) => (await import('./bench.js')).loadBench(words),
  },
  {
    name: 'completion',
    summary: 'print completions for bash, zsh or fish',
    load: async () => (await import('./completion.js')).completionOf(COMMANDS),
  },
];
