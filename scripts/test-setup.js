// Property tests look elsewhere at each run on a developer's machine, and at the same cases in CI: a build
// that is red because of chance tells nothing about the change. A failure prints its seed in either case.
import fc from 'fast-check';

if (process.env.CI) fc.configureGlobal({ seed: 1 });
