// Property tests use a random seed on a developer's machine and a fixed seed in CI, so that a build fails only
// because of a change. A failure prints its seed in both cases.
import fc from 'fast-check';

if (process.env.CI) fc.configureGlobal({ seed: 1 });
