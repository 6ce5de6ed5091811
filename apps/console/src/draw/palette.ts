/** Colours of the canvases, from the tokens of the style sheet; read again when the theme changes. */
import { theme } from '../app/theme.js';

export interface Palette {
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  readonly gridStrong: string;
  readonly series: readonly [string, string, string];
}

let palette: Palette | undefined;

const discard = () => {
  palette = undefined;
};
theme.follow(discard);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', discard);

export function currentPalette(): Palette {
  palette ??= readPalette();
  return palette;
}

/** Reads colours from an element, which resolves `light-dark()`; a custom property would return it unresolved. */
function readPalette(): Palette {
  const probe = document.createElement('span');
  probe.hidden = true;
  document.body.append(probe);
  const read = (name: string): string => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const found = {
    text: read('text'),
    muted: read('muted'),
    grid: read('grid'),
    gridStrong: read('grid-strong'),
    series: [read('series-1'), read('series-2'), read('series-3')] as const,
  };
  probe.remove();
  return found;
}
