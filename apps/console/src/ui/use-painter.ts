/** A canvas or an element that a component has drawn by the frame loop, while it is on the screen. */
import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import type { FrameLoop, Painter } from '../draw/frame-loop.js';

export function usePainter(
  frames: FrameLoop,
  element: RefObject<Element | null>,
  paint: Painter,
  inputs: readonly unknown[],
): void {
  useEffect(() => {
    const { current } = element;
    if (current === null) return;
    let stop = () => {};
    const observer = new IntersectionObserver(([entry]) => {
      stop();
      stop = entry?.isIntersecting ? frames.add(paint) : () => {};
    });
    observer.observe(current);
    return () => {
      observer.disconnect();
      stop();
    };
  }, [frames, ...inputs]);
}
