/**
 * `pnpm schemas`: generates data files of the protocol from the types that the code uses: a JSON Schema per frame in
 * packages/protocol/schemas, and docs/asyncapi.yaml with a copy beside the schemas.
 *   --check  Compare the files without writing them
 * Reads the built package: build first. Schemas of server frames are closed: they allow no key that the type does not
 * have. Schemas of client frames allow other keys, which a server ignores (P-FR-5).
 */
import { join } from 'node:path';
import { stringify } from 'yaml';
import { updateFile } from './generated-file.js';
import { ROOT } from './packages/publishable.js';
import { asyncApiOf, CLIENT_FRAMES } from './schemas/asyncapi.js';
import { interfacesOf } from './schemas/json-schema.js';

const FRAMES = join(ROOT, 'packages/protocol/src/frames.ts');
const HEAD = '# Written by scripts/protocol-schemas.js from packages/protocol/src/frames.ts.\n';

const frames = interfacesOf(FRAMES, /Frame$/).map(({ name, description, schemaOf }) => ({
  name,
  description,
  schema: schemaOf(!CLIENT_FRAMES.has(name.replace(/Frame$/, ''))),
}));

function schemaFile({ name, schema }) {
  const id = `https://github.com/wearwire/wearwire/raw/main/packages/protocol/schemas/${fileOf(name)}`;
  const head = { $schema: 'https://json-schema.org/draft/2020-12/schema', $id: id, title: name };
  return `${JSON.stringify({ ...head, ...schema }, null, 2)}\n`;
}

/** Converts `HeartbeatAckFrame` to `heartbeat-ack.json`. */
function fileOf(name) {
  const words = name.replace(/Frame$/, '').replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-');
  return `${words.toLowerCase()}.json`;
}

const { EXTENSIONS, ENCODINGS } = await import('../packages/protocol/dist/index.js');
const asyncApi =
  HEAD +
  stringify(asyncApiOf(frames, { extensions: EXTENSIONS, encodings: ENCODINGS }), {
    lineWidth: 100,
    aliasDuplicateObjects: false,
  });
const files = new Map([
  ['docs/asyncapi.yaml', asyncApi],
  ['packages/protocol/schemas/asyncapi.yaml', asyncApi],
  ...frames.map((one) => [`packages/protocol/schemas/${fileOf(one.name)}`, schemaFile(one)]),
]);

for (const [file, text] of files) updateFile(file, text, 'pnpm schemas');
if (process.exitCode !== 1) console.log(`${frames.length} schemas and docs/asyncapi.yaml`);
