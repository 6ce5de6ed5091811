/** Whether the broker's program can run here: Node, the broker, and the socket library that it would choose. */
import type { BrokerConfig } from '@wearwire/broker';
import { loadBroker } from '../commands/broker-module.js';
import type { DataModule } from '../commands/data-module.js';
import { messageOf } from '../line/errors.js';
import { type Finding, fail, ok, warn } from './finding.js';

const NODE_MIN = [20, 19] as const;

/** `sockets`: the setting. */
export async function programFindings(
  data: DataModule,
  setting: BrokerConfig['sockets'],
): Promise<Finding[]> {
  return [node(), await sockets(data, setting)];
}

function node(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isEnough = major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1]);
  const seen = `Node ${process.versions.node} on ${process.platform} ${process.arch}`;
  return isEnough
    ? ok('node', seen)
    : fail('node', seen, `install Node ${NODE_MIN.join('.')} or later, 22 for a server`);
}

async function sockets(data: DataModule, setting: BrokerConfig['sockets']): Promise<Finding> {
  try {
    await loadBroker();
  } catch (error) {
    return fail('sockets', messageOf(error), 'install wearwire again, with a Node that it runs on');
  }
  try {
    const { library, reason } = await data.chooseSockets(setting);
    const seen = `the broker runs on ${library}: ${reason}`;
    if (library.startsWith('ws ')) return ok('sockets', seen);
    const { sha256, isKnown } = await data.socketLibrary();
    if (isKnown) return ok('sockets', `${seen}, and its SHA-256 is the one in docs/adr/0002`);
    const remedy =
      'compare it with the release it was taken from; --sockets ws runs without a native library';
    return warn('sockets', `${seen}, with SHA-256 ${sha256}, not the one in docs/adr/0002`, remedy);
  } catch (error) {
    return fail('sockets', messageOf(error), 'choose another --sockets');
  }
}
