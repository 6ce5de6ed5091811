/**
 * The documentation site: the Markdown pages of the repository except those in `srcExclude`, and the API reference that
 * `node scripts/api-reference.js` writes to docs/api. The build fails on a dead link between pages.
 */
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SOURCE = 'https://github.com/wearwire/wearwire/blob/main';

/** Makes links to folders lead to their README on the site, and links to files that are not pages to the repository. */
function linkSources(md) {
  const original = md.renderer.rules.link_open;
  md.renderer.rules.link_open = (tokens, index, options, env, self) => {
    const href = tokens[index].attrGet('href');
    if (!/^([a-z]+:|#|\/)/.test(href)) {
      const [path] = decodeURI(href).split('#');
      const target = join(dirname(env.realPath ?? env.path), path);
      const isPage = /\.(md|html)$/.test(path) && !path.endsWith('api-report.md');
      if (!isPage && path !== '' && existsSync(target)) {
        const isFolderPage =
          statSync(target).isDirectory() && existsSync(join(target, 'README.md'));
        const to = isFolderPage
          ? `${href.replace(/\/$/, '')}/README.md`
          : `${SOURCE}/${target.slice(ROOT.length)}`;
        tokens[index].attrSet('href', to);
      }
    }
    return original(tokens, index, options, env, self);
  };
}

/** The pages are outside of this folder, where Vite does not find Vue, so imports of Vue are resolved from here. */
const vueOfSite = {
  name: 'vue-of-site',
  enforce: 'pre',
  resolveId(source, importer, options) {
    if (!/^vue(\/|$)/.test(source) || importer?.includes('node_modules')) return null;
    return this.resolve(source, fileURLToPath(import.meta.url), { ...options, skipSelf: true });
  },
};

const page = (text, link) => ({ text, link });

const PACKAGES = [
  ['packages', 'protocol'],
  ['packages', 'ble-parsers'],
  ['packages', 'client-core'],
  ['packages', 'client-consumer'],
  ['packages', 'client-producer'],
  ['packages', 'options'],
  ['packages', 'sinks'],
  ['packages', 'conformance'],
  ['apps', 'broker'],
  ['apps', 'gateway'],
  ['apps', 'bench'],
  ['apps', 'cli'],
];

export default defineConfig({
  title: 'wearwire',
  description: 'Open broker, clients and decoders for live data from wearables',
  srcDir: '..',
  srcExclude: [
    '.changeset/**',
    '.github/**',
    '.tools/**',
    'site/**',
    '**/node_modules/**',
    '**/api-report.md',
  ],
  outDir: './dist',
  cacheDir: './node_modules/.vitepress',
  rewrites: {
    'README.md': 'index.md',
    'docs/README.md': 'docs/index.md',
    ':group/:name/README.md': ':group/:name/index.md',
    'examples/README.md': 'examples/index.md',
    'deploy/README.md': 'deploy/index.md',
  },
  cleanUrls: true,
  metaChunk: true,
  markdown: { config: linkSources },
  vite: { build: { chunkSizeWarningLimit: 4_000 }, plugins: [vueOfSite] },
  themeConfig: {
    search: { provider: 'local' },
    outline: { level: [2, 3] },
    nav: [
      page('Documentation', '/docs/'),
      page('Protocol', '/docs/protocol'),
      page('API', '/docs/api/'),
    ],
    sidebar: [
      {
        text: 'Start',
        items: [
          page('Overview', '/docs/'),
          page('A backend in ten lines', '/docs/tutorials/a-backend-in-ten-lines'),
          page('A strap from Chrome', '/docs/tutorials/a-strap-from-chrome'),
          page('A strap on a Raspberry Pi', '/docs/tutorials/a-strap-on-a-raspberry-pi'),
          page('The console', '/docs/console'),
          page('Test against a local broker', '/docs/tutorials/test-against-a-local-broker'),
          page('From the hosted service', '/docs/tutorials/from-the-hosted-service'),
          page('Forwarding', '/docs/forwarding'),
          page('Write a sink', '/docs/write-a-sink'),
          page('Posting readings', '/docs/posting'),
          page('Examples', '/examples/'),
        ],
      },
      {
        text: 'Run a broker',
        items: ['operating', 'many-machines', 'metrics', 'security'].map((name) =>
          page(title(name), `/docs/${name}`),
        ),
      },
      {
        text: 'Reference',
        items: [
          ...['protocol', 'decoders', 'add-a-sensor'].map((name) =>
            page(title(name), `/docs/${name}`),
          ),
          page('Glossary', '/GLOSSARY'),
          page('API', '/docs/api/'),
        ],
      },
      {
        text: 'How it works',
        items: [
          page('Architecture', '/ARCHITECTURE'),
          ...[
            'sessions',
            'networks',
            'storage',
            'storage-backends',
            'faults',
            'performance',
            'benchmarks',
          ].map((name) => page(title(name), `/docs/${name}`)),
        ],
      },
      {
        text: 'Packages',
        collapsed: true,
        items: PACKAGES.map(([group, name]) => page(name, `/${group}/${name}/`)),
      },
    ],
  },
});

function title(name) {
  return (name[0].toUpperCase() + name.slice(1)).replaceAll('-', ' ');
}
