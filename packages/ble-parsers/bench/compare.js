/**
 * Measures the rates of several candidates in one run. Rounds are interleaved, so that a slow phase of
 * the machine affects all candidates, and the result is the median. On another machine only the ratios
 * are comparable.
 */

const ROUNDS = 15;
const ROUND_MS = 60;
const BATCH = 1000;

let sink = 0;

function perSecond(run) {
  const start = performance.now();
  const end = start + ROUND_MS;
  let count = 0;
  while (performance.now() < end) {
    for (let index = 0; index < BATCH; index++) sink += run(index) ? 1 : 0;
    count += BATCH;
  }
  return (count * 1000) / (performance.now() - start);
}

/** Returns the median calls per second of each `[name, run]`; a warm-up round is not counted. */
export function rates(candidates) {
  const found = candidates.map(() => []);
  for (let round = -1; round < ROUNDS; round++) {
    candidates.forEach(([, run], index) => {
      const rate = perSecond(run);
      if (round >= 0) found[index].push(rate);
    });
  }
  return found.map((rate) => rate.sort((a, b) => a - b)[ROUNDS >> 1]);
}

/** Prints one line per candidate, with its ratio to the first. */
export function compare(title, candidates) {
  console.log(title);
  const medians = rates(candidates);
  candidates.forEach(([name], index) => {
    const rate = (medians[index] / 1e6).toFixed(2).padStart(8);
    console.log(`${rate} M/s  ${(medians[index] / medians[0]).toFixed(2)} x  ${name}`);
  });
  console.log('');
}

/** Call at the end: proves that no work was optimised away. */
export function assertWorked() {
  if (sink === 0) throw new Error('nothing was decoded');
}
