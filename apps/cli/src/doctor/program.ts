/** Whether the broker's program can run here: Node, and the binary of uWebSockets.js. */
import { loadBroker, NoBinaryError } from '../commands/broker-module.js';
import type { DataModule } from '../commands/data-module.js';
import { messageOf } from '../line/errors.js';
import { type Finding, fail, ok } from './finding.js';

const NODE_MIN = [20, 19] as const;

export async function programFindings(data: DataModule): Promise<Finding[]> {
  return [node(), await sockets(data)];
}

function node(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isEnough = major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1]);
  const seen = `Node ${process.versions.node} on ${process.platform} ${process.arch}`;
  return isEnough
    ? ok('node', seen)
    : fail('node', seen, `install Node ${NODE_MIN.join('.')} or later, 22 for a server`);
}

async function sockets(data: DataModule): Promise<Finding> {
  try {
    const { build, sha256 } = await data.socketLibrary();
    await loadBroker();
    return ok('sockets', `uWebSockets.js is ${build}, binary ${sha256}`);
  } catch (error) {
    const remedy =
      error instanceof NoBinaryError
        ? 'use Node 20 or 22, or the upstream release (docs/adr/0002)'
        : 'install wearwire again, with a Node that it runs on';
    return fail('sockets', messageOf(error), remedy);
  }
}
