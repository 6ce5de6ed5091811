/** Stops of the Tab key on a page. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** Numbers the visible controls in the order of the document, and returns their names. */
export function numberStops(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    for (const one of document.querySelectorAll('[data-stop]')) one.removeAttribute('data-stop');
    const controls = document.querySelectorAll<HTMLElement & { disabled?: boolean }>(
      'a[href], button, input, select, textarea, summary, [tabindex]',
    );
    // Tab reaches only the checked button of a radio group.
    const stops = [...controls].filter(
      (one) =>
        one.tabIndex >= 0 &&
        one.disabled !== true &&
        one.checkVisibility() &&
        !one.matches('[type=radio]:not(:checked)'),
    );
    return stops.map((one, index) => {
      one.dataset.stop = String(index);
      const name = one.ariaLabel ?? one.getAttribute('name') ?? one.title;
      one.dataset.stopName = name || (one.textContent ?? '').trim().slice(0, 40);
      return one.dataset.stopName;
    });
  });
}

export interface Focus {
  /** Number of the focused control; -1 if no numbered control has the focus. */
  readonly stop: number;
  readonly name: string;
  readonly outline: string;
  /** Whether no other element covers the middle of the control. */
  readonly isUncovered: boolean;
}

export function focusOf(page: Page): Promise<Focus> {
  return page.evaluate(() => {
    const one = document.activeElement as HTMLElement;
    const { outlineStyle, outlineWidth } = getComputedStyle(one);
    const { left, top, width, height } = one.getBoundingClientRect();
    // Only an element higher than half the screen may extend beyond the screen.
    const bottom = height > innerHeight / 2 ? Math.min(top + height, innerHeight) : top + height;
    const y = (Math.max(top, height > innerHeight / 2 ? 0 : top) + bottom) / 2;
    const hit = document.elementFromPoint(left + width / 2, y);
    return {
      stop: Number(one.dataset.stop ?? -1),
      name: one.dataset.stopName ?? `not numbered: ${one.outerHTML.slice(0, 80)}`,
      outline: `${outlineStyle} ${outlineWidth}`,
      isUncovered: hit !== null && (one.contains(hit) || hit.contains(one)),
    };
  });
}

/** Presses the key until `count` stops are seen, beginning with the focused stop `first`; returns their names. */
export async function walk(
  page: Page,
  key: 'Tab' | 'Shift+Tab',
  first: number,
  count: number,
): Promise<string[]> {
  const names: string[] = [];
  for (let i = 0; i < count; i++) {
    if (i > 0) await page.keyboard.press(key);
    const { stop, name, outline, isUncovered } = await focusOf(page);
    expect(stop, name).toBe(first + (key === 'Tab' ? i : -i));
    expect(outline, name).toBe('solid 2px');
    expect(isUncovered, `${name} is not covered`).toBe(true);
    names.push(name);
  }
  return names;
}
