/** What every command that talks to a broker takes: where it is and who asks. */
import type { Operand } from '../line/options.js';
import { brokerUrl, developer } from '../line/values.js';

export const URL_OPERAND: Operand<string> = {
  kind: brokerUrl,
  meaning: 'the broker, like ws://HOST:PORT/connect',
};

export const DEVELOPER_OPTION = {
  flag: 'developer',
  kind: developer,
  isRequired: true,
  meaning: 'the developer and its API key',
} as const;
