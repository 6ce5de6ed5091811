/** A canvas at the resolution of the screen, drawn on in CSS pixels. */
export interface Surface {
  readonly context: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
}

const FONT = '11px system-ui, sans-serif';

/** Layout sizes of canvases, read from the browser only when they change. */
const sizes = new WeakMap<Element, { width: number; height: number }>();
const resizes = new ResizeObserver((entries) => {
  for (const { target, contentRect } of entries) {
    sizes.set(target, { width: contentRect.width, height: contentRect.height });
  }
});

/** Observes the size of the canvas; returns a function that stops it. */
export function watchSize(canvas: HTMLCanvasElement): () => void {
  sizes.set(canvas, { width: canvas.clientWidth, height: canvas.clientHeight });
  resizes.observe(canvas);
  return () => resizes.unobserve(canvas);
}

/** Returns a cleared surface; `undefined` while the canvas has no size. */
export function clearedSurface(canvas: HTMLCanvasElement): Surface | undefined {
  const surface = surfaceOf(canvas);
  surface?.context.clearRect(0, 0, surface.width, surface.height);
  return surface;
}

/** Like `clearedSurface`, but keeps the contents of the canvas unless its size has changed. */
export function surfaceOf(canvas: HTMLCanvasElement): Surface | undefined {
  const { width = 0, height = 0 } = sizes.get(canvas) ?? {};
  const context = canvas.getContext('2d');
  if (context === null || width === 0 || height === 0) return undefined;
  const scale = devicePixelRatio || 1;
  const pixelWidth = Math.round(width * scale);
  const pixelHeight = Math.round(height * scale);
  if (canvas.width !== pixelWidth) canvas.width = pixelWidth;
  if (canvas.height !== pixelHeight) canvas.height = pixelHeight;
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.font = FONT;
  return { context, width, height };
}
