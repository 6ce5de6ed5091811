/** Compiles the project's programs with each TypeScript version and each set of compiler options. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { each, run } from '../packages/run.js';
import { COMPILATIONS, TYPESCRIPTS } from './project.js';

/** Folder of the programs that are run: the output of the oldest compiler. */
export const COMPILED = 'compiled-typescript54';

/** Runs two compilations at a time; rejects with the output of a failed one. */
export async function compileAll(folder) {
  const tasks = Object.keys(TYPESCRIPTS).flatMap((compiler) =>
    Object.keys(COMPILATIONS).map((configuration) => ({ compiler, configuration })),
  );
  await each(tasks, 2, ({ compiler, configuration }) => {
    const directory = join(folder, 'node_modules', compiler);
    const { bin } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
    const output = configuration === 'nodenext' ? ['--outDir', `compiled-${compiler}`] : [];
    const args = [join(directory, bin.tsc), '-p', `tsconfig.${configuration}.json`, ...output];
    return run(process.execPath, args, { cwd: folder });
  });
  return tasks.length;
}
