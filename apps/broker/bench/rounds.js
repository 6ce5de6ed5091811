/**
 * Rates of several contestants in one run. Rounds are interleaved, so that a slow phase of the machine
 * meets all alike, and the median counts. The first contestant is the control: only the ratios to it mean
 * anything on another machine.
 */

function median(values) {
  return values.sort((a, b) => a - b)[values.length >> 1];
}

/**
 * Runs `[name, run, prepare]` in turns; `run` resolves to how much it did, `prepare` is not timed. A round of
 * warming up is not counted.
 */
export async function compare(title, unit, rounds, contestants) {
  const rates = contestants.map(() => []);
  for (let round = -1; round < rounds; round++) {
    for (const [i, [, run, prepare]] of contestants.entries()) {
      await prepare?.(round);
      const start = performance.now();
      const done = await run(round);
      if (round >= 0) rates[i].push((done * 1000) / (performance.now() - start));
    }
  }
  const medians = rates.map(median);
  console.log(`${title}: ${unit} a second, median of ${rounds} rounds, ratio to the first`);
  for (const [i, [name]] of contestants.entries()) {
    const rate = medians[i].toPrecision(3).replace(/e\+?/, 'e');
    const exact = Number(rate).toLocaleString('en');
    console.log(`${exact.padStart(14)}  ${(medians[i] / medians[0]).toFixed(2)} x  ${name}`);
  }
  console.log('');
  return medians;
}

/** Bytes of memory in use after what nobody holds is gone; needs `node --expose-gc`. */
export function memoryBytes() {
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

export function megabytes(bytes) {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
