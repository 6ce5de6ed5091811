/** Rejects unknown WEARWIRE_… variables, like unknown flags, because they are usually typing errors. */
import { UsageError } from '../command-line/errors.js';
import type { Io } from '../command-line/io.js';
import { suggestion } from '../command-line/suggest.js';
import { loadData } from './data-module.js';

const PREFIX = 'WEARWIRE_';

/** Known variables that are neither settings of the broker nor secrets of `forward`. */
const OTHER_VARIABLES = ['WEARWIRE_CONFIG', 'WEARWIRE_URL', 'WEARWIRE_CREDENTIALS', 'WEARWIRE_CA'];

/** Throws `UsageError` for the first unknown variable. */
export async function checkVariables(env: Io['env']): Promise<void> {
  const given = Object.keys(env).filter(
    (name) => name.startsWith(PREFIX) && !OTHER_VARIABLES.includes(name),
  );
  if (given.length === 0) return;
  const [{ SETTINGS, variableOf }, { SECRET_VARIABLES }] = await Promise.all([
    loadData(),
    import('@wearwire/sinks'),
  ]);
  const settings = Object.values(SETTINGS).map(({ flag }) => variableOf(flag));
  const known: string[] = [...settings, ...OTHER_VARIABLES, ...SECRET_VARIABLES];
  const unknown = given.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const hint = suggestion(unknown, known);
  throw new UsageError(
    `unknown environment variable ${unknown}${hint || '; "serve --help" lists the settings'}`,
  );
}
