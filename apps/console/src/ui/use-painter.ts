/** Paints a canvas or an element of a component in the paint loop while it is on the screen. */
import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import type { PaintLoop } from '../draw/paint-loop.js';

/** Called when an element enters or leaves the screen. One observer watches all elements. */
const listeners = new WeakMap<Element, (isOnScreen: boolean) => void>();
const observer = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) listeners.get(target)?.(isIntersecting);
});

/** `intervalMs`: time between two calls; 0 = each frame. `paint` is replaced when `inputs` change. */
export function usePainter<E extends Element>(
  loop: PaintLoop,
  element: RefObject<E | null>,
  intervalMs: number,
  paint: (element: E, nowMs: number) => void,
  inputs: readonly unknown[],
): void {
  useEffect(() => {
    const { current } = element;
    if (current === null) return;
    let stop = () => {};
    listeners.set(current, (isOnScreen) => {
      stop();
      stop = isOnScreen ? loop.add((nowMs) => paint(current, nowMs), intervalMs) : () => {};
    });
    observer.observe(current);
    return () => {
      observer.unobserve(current);
      stop();
    };
  }, [loop, intervalMs, ...inputs]);
}
