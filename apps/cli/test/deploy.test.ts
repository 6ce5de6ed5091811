/**
 * Checks the files of deploy/ without the systems that use them: each is parsed by its own program and refers only to
 * settings, metrics and files that exist. proxies.test.ts runs the proxies.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createBroker, SETTINGS, variableOf } from '@wearwire/broker';
import { ensureProgram } from '@wearwire/test-support';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { Program, ROOT } from './program.js';

const DEPLOY = join(ROOT, 'deploy');

interface Row {
  readonly [key: string]: unknown;
}

function read(name: string): string {
  return readFileSync(join(DEPLOY, name), 'utf8');
}

/** Throws the parser's error if a file is not YAML. */
function yaml<T = Row>(name: string): T[] {
  return parseAllDocuments(read(name)).map((document) => {
    if ('errors' in document) for (const error of document.errors) throw error;
    return (document as { toJS(): unknown }).toJS() as T;
  });
}

const files = readdirSync(DEPLOY, { recursive: true }).map(String);
const variables = new Set([
  ...Object.values(SETTINGS).map(({ flag }) => variableOf(flag)),
  // Read by the commands that connect to a broker.
  'WEARWIRE_URL',
]);

describe('deploy/', () => {
  it.each(files.filter((name) => /\.ya?ml$/.test(name)))('%s is YAML', (name) => {
    expect(yaml(name).length).toBeGreaterThan(0);
  });

  it.each(files.filter((name) => /\.\w+$|file$/i.test(name)))(
    '%s uses only variables that are settings',
    (name) => {
      const named = read(name).match(/WEARWIRE_[A-Z_]+/g) ?? [];
      for (const variable of named) expect(variables).toContain(variable);
    },
  );

  it('gateway/compose.yaml mounts the files that its commands create', () => {
    const [{ services } = { services: {} }] = yaml<{
      readonly services: Readonly<Record<string, { readonly volumes: readonly string[] }>>;
    }>('gateway/compose.yaml');
    const mounted = (services.gateway?.volumes ?? [])
      .map((volume) => volume.split(':')[0] as string)
      .filter((path) => path.startsWith('.'))
      .map((path) => join(DEPLOY, 'gateway', path));
    let folder = ROOT;
    const created: string[] = [];
    for (const [, command = ''] of read('gateway/compose.yaml').matchAll(/^# {3}(.*)/gm)) {
      const target = /^cd (\S+)/.exec(command)?.[1];
      if (target !== undefined) folder = join(folder, target);
      const files = command.matchAll(/install -d .*?(\w+)(?= &&|$)|> (\S+)/g);
      for (const [, directory, file] of files) created.push(join(folder, directory ?? file ?? ''));
    }
    expect(created.map((path) => path.slice(path.lastIndexOf('/') + 1))).toEqual([
      'data',
      'credentials',
      'sensors.map',
    ]);
    expect(mounted).toContain(created[0]);
    for (const path of created.slice(1)) expect(mounted).toContain(join(path, '..'));
  });

  it('uses only metrics of the broker in the dashboard and the alerts', async () => {
    await using broker = await createBroker({ port: 0, store: 'memory', metricsPort: 0 });
    const text = await (await fetch(broker.metricsUrl as string)).text();
    const names = new Set([...text.matchAll(/^# TYPE (\w+)/gm)].map(([, name]) => name as string));
    const dashboard = JSON.parse(read('grafana/dashboards/wearwire.json')) as {
      readonly panels: readonly { readonly targets: readonly { readonly expr: string }[] }[];
    };
    const [rules] = yaml<{
      readonly groups: readonly { readonly rules: readonly { readonly expr: string }[] }[];
    }>('prometheus/alerts.yml');
    const exprs = [
      ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
      ...(rules?.groups ?? []).flatMap((group) => group.rules.map(({ expr }) => expr)),
    ];
    const named = exprs.flatMap((expr) => expr.match(/\b(wearwire|process|nodejs)_\w+/g) ?? []);
    for (const name of named) expect(names).toContain(name.replace(/_bucket$/, ''));
    // The dashboard shows each of our metrics, so that a new one is not forgotten.
    const shown = new Set(named.map((name) => name.replace(/_bucket$/, '')));
    for (const name of names) if (name.startsWith('wearwire_')) expect(shown).toContain(name);
  });

  it('has no overlapping panels in the dashboard', () => {
    interface Place {
      readonly gridPos: Readonly<Record<'x' | 'y' | 'w' | 'h', number>>;
    }
    const { panels } = JSON.parse(read('grafana/dashboards/wearwire.json')) as { panels: Place[] };
    const taken = new Set<string>();
    for (const { gridPos } of panels) {
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect(taken.has(`${x}:${y}`)).toBe(false);
          taken.add(`${x}:${y}`);
        }
      }
    }
  });

  it('disables the variables of the Service in the pod, which the broker would read as settings', () => {
    const [set] = yaml<{ readonly spec: { readonly template: { readonly spec: Row } } }>(
      'kubernetes/statefulset.yaml',
    );
    expect(set?.spec.template.spec.enableServiceLinks).toBe(false);
  });

  it('has manifests with matching names and ports', () => {
    const manifests = ['statefulset', 'services', 'disruption-budget'].flatMap((name) =>
      yaml<{ readonly kind: string; readonly metadata: Row; readonly spec: Row }>(
        `kubernetes/${name}.yaml`,
      ),
    );
    const [kustomization] = yaml<{ readonly resources: string[] }>('kubernetes/kustomization.yaml');
    const listed = kustomization?.resources.map((name) => `kubernetes/${name}`).sort();
    const there = files.filter((name) => /^kubernetes\/(?!kustom)/.test(name)).sort();
    expect(listed).toEqual(there);
    const set = manifests.find(({ kind }) => kind === 'StatefulSet')?.spec as {
      readonly serviceName: string;
      readonly template: { readonly spec: { readonly containers: readonly Row[] } };
    };
    const services = manifests.filter(({ kind }) => kind === 'Service');
    expect(services.map(({ metadata }) => metadata.name)).toContain(set.serviceName);
    const [container = {}] = set.template.spec.containers;
    const ports = (container.ports as { name: string }[]).map(({ name }) => name);
    for (const { spec } of services) {
      for (const { targetPort } of spec.ports as { targetPort: string }[]) {
        expect(ports).toContain(targetPort);
      }
    }
    for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe']) {
      const { httpGet } = container[probe] as { httpGet: { port: string; path: string } };
      expect(ports).toContain(httpGet.port);
      expect(httpGet.path).toMatch(/^\/(livez|readyz)$/);
    }
  });

  it('has a health check that reports the status of the broker', async () => {
    const check = async (port: number): Promise<number | null> => {
      const env = { WEARWIRE_PORT: String(port) };
      await using program = new Program(process.execPath, [join(DEPLOY, 'healthcheck.js')], {
        env,
      });
      return (await program.ended).status;
    };
    const broker = await createBroker({ port: 0, store: 'memory' });
    expect(await check(broker.port)).toBe(0);
    await broker.close();
    expect(await check(broker.port)).toBe(1);
  });
});

describe('deploy/, checked by the programs that read it,', () => {
  const tools = {
    kubectl: ensureProgram('kubectl', 'kubernetes-client'),
    promtool: ensureProgram('promtool', 'prometheus'),
    systemd: ensureProgram('systemd-analyze', 'systemd'),
  };

  /** The output of a program; throws with the output if the exit status is not 0. */
  const run = (file: string | undefined, args: readonly string[]): string =>
    execFileSync(file as string, args, { encoding: 'utf8', stdio: 'pipe' });

  it.skipIf(tools.promtool === undefined)(
    'has rules and scrape settings that Prometheus accepts',
    () => {
      run(tools.promtool, ['check', 'config', join(DEPLOY, 'prometheus/prometheus.yml')]);
      run(tools.promtool, ['check', 'rules', join(DEPLOY, 'prometheus/alerts.yml')]);
    },
  );

  it.skipIf(tools.promtool === undefined)('has alerts that fire when they should', () => {
    run(tools.promtool, ['test', 'rules', join(DEPLOY, 'prometheus/alerts.test.yml')]);
  });

  it('tests every alert both firing and silent', () => {
    interface Rules {
      readonly groups: readonly { readonly rules: readonly { readonly alert: string }[] }[];
    }
    interface AlertTest {
      readonly alertname: string;
      readonly exp_alerts?: readonly unknown[];
    }
    const [rules] = yaml<Rules>('prometheus/alerts.yml');
    const [tests] = yaml<{ readonly tests: readonly { alert_rule_test: readonly AlertTest[] }[] }>(
      'prometheus/alerts.test.yml',
    );
    const tried = (tests?.tests ?? []).flatMap((test) => test.alert_rule_test);
    for (const { alert } of rules?.groups.flatMap((group) => group.rules) ?? []) {
      const counts = tried
        .filter(({ alertname }) => alertname === alert)
        .map(({ exp_alerts: alerts = [] }) => alerts.length);
      expect({ alert, counts: counts.sort() }).toEqual({ alert, counts: [0, 1] });
    }
  });

  it.skipIf(tools.kubectl === undefined)('has a disruption budget that matches its pod', () => {
    interface Manifest {
      readonly kind: string;
      readonly spec: {
        readonly selector: { readonly matchLabels: Row };
        readonly template: { readonly metadata: { readonly labels: Row } };
      };
    }
    const text = run(tools.kubectl, ['kustomize', join(DEPLOY, 'kubernetes')]);
    const built = parseAllDocuments(text).map((document) => document.toJS() as Manifest);
    const specOf = (kind: string) => built.find((manifest) => manifest.kind === kind)?.spec;
    const wanted = specOf('PodDisruptionBudget')?.selector?.matchLabels ?? {};
    expect(Object.keys(wanted)).not.toEqual([]);
    expect(specOf('StatefulSet')?.template.metadata.labels).toMatchObject(wanted);
  });

  it.skipIf(tools.systemd === undefined)('has a unit that systemd accepts', () => {
    const unit = join(DEPLOY, 'systemd/wearwire.service');
    run(tools.systemd, ['verify', '--man=no', unit]);
    // Exposure ranges from 0 to 10 (no hardening). With every measure that a JIT permits it is below 2; the threshold
    // is in tenths.
    run(tools.systemd, ['security', '--offline=true', '--threshold=20', unit]);
  });
});
