/** Counts turns of the event loop, so that a test can measure the work per turn. */
export function countTurns(): Disposable & { readonly now: number } {
  let now = 0;
  let isOn = true;
  const turn = (): void => {
    now++;
    if (isOn) setImmediate(turn);
  };
  turn();
  return {
    get now() {
      return now;
    },
    [Symbol.dispose]: () => {
      isOn = false;
    },
  };
}
