/** A private D-Bus daemon with its own socket, which can be killed and restarted at the same address. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureProgram } from '../system-program.js';
import { type TemporaryDirectory, temporaryDirectory } from '../temporary-directory.js';

export const dbusDaemon = ensureProgram('dbus-daemon', 'dbus');

export class PrivateBus implements AsyncDisposable {
  readonly #directory: TemporaryDirectory;
  #daemon: ChildProcess | undefined;

  private constructor(directory: TemporaryDirectory) {
    this.#directory = directory;
  }

  static async start(): Promise<PrivateBus> {
    const bus = new PrivateBus(await temporaryDirectory());
    await writeFile(join(bus.#directory.path, 'conf'), configuration(bus.#socket));
    await bus.start();
    return bus;
  }

  get address(): string {
    return `unix:path=${this.#socket}`;
  }

  async start(): Promise<void> {
    const log = openSync(join(this.#directory.path, 'log'), 'a');
    const args = [`--config-file=${this.#directory.path}/conf`, '--nofork', '--nopidfile'];
    const daemon = spawn(String(dbusDaemon), [...args, '--print-address=1'], {
      stdio: ['ignore', 'pipe', log],
    });
    this.#daemon = daemon;
    await once(daemon.stdout!, 'data');
  }

  async kill(): Promise<void> {
    const daemon = this.#daemon;
    this.#daemon = undefined;
    if (daemon === undefined) return;
    const ended = once(daemon, 'exit');
    daemon.kill('SIGKILL');
    await ended;
    await rm(this.#socket, { force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await this.#directory[Symbol.asyncDispose]();
  }

  get #socket(): string {
    return join(this.#directory.path, 'bus');
  }
}

function configuration(socket: string): string {
  return `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <listen>unix:path=${socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
    <allow user="*"/>
  </policy>
</busconfig>
`;
}
