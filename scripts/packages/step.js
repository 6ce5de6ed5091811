/** Runs `work` and prints the text that it resolves to, with the time that it took. */
export async function step(name, work) {
  const startedAtMs = Date.now();
  const result = await work();
  console.log(`${name}: ${result} (${((Date.now() - startedAtMs) / 1_000).toFixed(1)} s)`);
}
