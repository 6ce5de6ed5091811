/** `deploy/prune.js`, which the Docker image runs to remove binaries that it does not use. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from './program.js';

const PRUNE = join(ROOT, 'deploy', 'prune.js');

it('removes binaries of other platforms, and nothing outside the directory', () => {
  const work = mkdtempSync(join(tmpdir(), 'wearwire-deploy-'));
  try {
    const [root, outside] = [join(work, 'app'), join(work, 'outside')];
    const used = `uws_${process.platform}_${process.arch}_${process.versions.modules}.node`;
    for (const folder of [join(root, 'bin'), outside]) {
      mkdirSync(folder, { recursive: true });
      for (const name of ['uws_other_x64_1.node', used]) writeFileSync(join(folder, name), 'x');
    }
    symlinkSync(outside, join(root, 'link'));
    symlinkSync(join(root, 'bin'), join(root, 'inner'));
    const prune = (folder: string): Buffer =>
      execFileSync(process.execPath, [PRUNE, folder], { stdio: 'pipe' });
    prune(root);
    expect(readdirSync(root).sort()).toEqual(['bin', 'inner']);
    expect(readdirSync(join(root, 'bin'))).toEqual([used]);
    expect(readdirSync(outside)).toHaveLength(2);
    rmSync(join(root, 'bin', used));
    expect(() => prune(root)).toThrow(/has no binary for this Node/);
  } finally {
    rmSync(work, { recursive: true });
  }
});
