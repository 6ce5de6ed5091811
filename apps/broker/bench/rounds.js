/**
 * Compares the rates of several variants in one run. Each round runs all variants in a changing order, so that each
 * suffers equally from side effects of the others. The report has the median of each variant's rates, and the median of
 * their ratios to the rate of the first variant in the same round. The first variant is the control; only ratios to it
 * can be compared between machines. Needs `node --expose-gc`.
 */

export function medianOf(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

/** The median of the ratios of `a` to `b` in the same round. */
export function ratio(a, b) {
  return medianOf(a.map((rate, round) => rate / b[round]));
}

/**
 * Runs variants, each `[name, run, prepare]`. `run` resolves with the amount of work done, in `unit`; `prepare` is not
 * timed. A warm-up round, number -1, is not counted. Resolves with the rates of each variant, round by round.
 */
export async function compare(title, unit, rounds, variants) {
  const rates = variants.map(() => []);
  for (let round = -1; round < rounds; round++) {
    for (const i of orderOf(round, variants.length)) {
      const [, run, prepare] = variants[i];
      await prepare?.(round);
      globalThis.gc();
      const start = performance.now();
      const done = await run(round);
      if (round >= 0) rates[i].push((done * 1000) / (performance.now() - start));
    }
  }
  console.log(`${title}: ${unit} a second, median of ${rounds} rounds, ratio to the first`);
  for (const [i, [name]] of variants.entries()) {
    const rate = Number(medianOf(rates[i]).toPrecision(3)).toLocaleString('en');
    console.log(`${rate.padStart(14)}  ${ratio(rates[i], rates[0]).toFixed(2)} x  ${name}`);
  }
  console.log('');
  return rates;
}

/** Each round starts with another variant, and every other round is reversed. */
function orderOf(round, count) {
  const order = Array.from({ length: count }, (_, i) => (i + round + count) % count);
  return round % 2 === 0 ? order : order.reverse();
}

/** Bytes of memory in use after a garbage collection. */
export async function memoryBytes() {
  // Cleared timers are released in a later turn.
  for (let turn = 0; turn < 3; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    globalThis.gc();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

export function megabytes(bytes) {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
