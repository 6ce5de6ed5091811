/** A broker on NATS without some of its mechanisms: `nats-mechanism.mjs?off=NAME,NAME`, as in `Mechanisms`. */
import { natsModule } from './nats-module.mjs';

const { ALL_MECHANISMS } = await natsModule('nats-options');

for (const name of new URL(import.meta.url).searchParams.get('off').split(',')) {
  if (!(name in ALL_MECHANISMS)) throw new Error(`unknown mechanism ${name}`);
  ALL_MECHANISMS[name] = false;
}
