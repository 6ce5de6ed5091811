/** Paints a canvas or an element of a component in the frame loop while it is on the screen. */
import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import type { FrameLoop, Painter } from '../draw/frame-loop.js';

/** Called when an element enters or leaves the screen. One observer watches all elements. */
const listeners = new WeakMap<Element, (isOnScreen: boolean) => void>();
const observer = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) listeners.get(target)?.(isIntersecting);
});

/** `intervalMs`: time between two calls; 0 = each frame. `paint` is replaced when `inputs` change. */
export function usePainter(
  frames: FrameLoop,
  element: RefObject<Element | null>,
  intervalMs: number,
  paint: Painter,
  inputs: readonly unknown[],
): void {
  useEffect(() => {
    const { current } = element;
    if (current === null) return;
    let stop = () => {};
    listeners.set(current, (isOnScreen) => {
      stop();
      stop = isOnScreen ? frames.add(paint, intervalMs) : () => {};
    });
    observer.observe(current);
    return () => {
      observer.unobserve(current);
      stop();
    };
  }, [frames, intervalMs, ...inputs]);
}
