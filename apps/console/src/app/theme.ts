/** The theme (light, dark or the system's), stored in this browser. */
import { Value } from '../ui/value.js';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const STORAGE_KEY = 'wearwire.theme';

export const theme = new Value<Theme>('system');

function isTheme(text: string | null): text is Theme {
  return THEMES.some((one) => one === text);
}

export function startTheme(): void {
  const stored = localStorage.getItem(STORAGE_KEY);
  if (isTheme(stored)) theme.current = stored;
  const apply = () => {
    document.documentElement.dataset.theme = theme.current;
  };
  theme.follow(() => {
    localStorage.setItem(STORAGE_KEY, theme.current);
    apply();
  });
  apply();
}
