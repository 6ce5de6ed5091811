/** Checks whether the broker can run on this platform: Node's version, the broker's modules, the socket library. */
import type { BrokerConfig } from '@wearwire/broker';
import { messageOf } from '../command-line/errors.js';
import { loadBroker } from '../commands/broker-module.js';
import type { DataModule } from '../commands/data-module.js';
import { type Finding, fail, ok, warn } from './finding.js';

const NODE_MIN = [20, 19] as const;

/** `setting`: the broker's setting `sockets`. */
export async function programFindings(
  data: DataModule,
  setting: BrokerConfig['sockets'],
): Promise<Finding[]> {
  return [nodeFinding(), await socketsFinding(data, setting)];
}

function nodeFinding(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isEnough = major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1]);
  const seen = `Node ${process.versions.node} on ${process.platform} ${process.arch}`;
  return isEnough
    ? ok('node', seen)
    : fail('node', seen, `install Node ${NODE_MIN.join('.')} or later, 22 for a server`);
}

async function socketsFinding(
  data: DataModule,
  setting: BrokerConfig['sockets'],
): Promise<Finding> {
  try {
    await loadBroker();
  } catch (error) {
    return fail('sockets', messageOf(error), 'reinstall wearwire with a supported version of Node');
  }
  try {
    const { library, reason } = await data.chooseSockets(setting);
    const seen = `the broker runs on ${library}: ${reason}`;
    if (library.startsWith('ws ')) return ok('sockets', seen);
    const { sha256, isKnown } = await data.socketLibrary();
    if (isKnown) return ok('sockets', `${seen}; its SHA-256 matches docs/adr/0002`);
    const remedy =
      'compare the library with the release that it came from, or use --sockets ws, which needs no native library';
    return warn('sockets', `${seen}; its SHA-256 ${sha256} is not in docs/adr/0002`, remedy);
  } catch (error) {
    return fail('sockets', messageOf(error), 'choose another value for --sockets');
  }
}
