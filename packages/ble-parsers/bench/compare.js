/**
 * Rates of several contestants in one run. Rounds are interleaved, so that a slow phase of the machine
 * meets all alike, and the median counts. Only the ratios mean anything on another machine.
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

/** Median calls a second of each `[name, run]`; a round of warming up is not counted. */
export function rates(contestants) {
  const found = contestants.map(() => []);
  for (let round = -1; round < ROUNDS; round++) {
    contestants.forEach(([, run], index) => {
      const rate = perSecond(run);
      if (round >= 0) found[index].push(rate);
    });
  }
  return found.map((rate) => rate.sort((a, b) => a - b)[ROUNDS >> 1]);
}

/** Prints a line per contestant, with its ratio to the first. */
export function compare(title, contestants) {
  console.log(title);
  const medians = rates(contestants);
  contestants.forEach(([name], index) => {
    const rate = (medians[index] / 1e6).toFixed(2).padStart(8);
    console.log(`${rate} M/s  ${(medians[index] / medians[0]).toFixed(2)} x  ${name}`);
  });
  console.log('');
}

/** To be called at the end: proves that nothing was optimised away. */
export function assertWorked() {
  if (sink === 0) throw new Error('nothing was decoded');
}
