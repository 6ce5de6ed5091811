/** Frames and memory of a page, as counted by Chromium. */
import type { Browser, Page } from 'playwright-core';

export interface Frames {
  /** Frames displayed on the screen, not calls of requestAnimationFrame. */
  readonly drawnPerSecond: number;
  readonly droppedPerSecond: number;
}

const CATEGORY = 'disabled-by-default-devtools.timeline.frame';

interface TraceEvent {
  readonly name: string;
  readonly cat: string;
}

/** Runs `during` and counts the frames that the compositor drew and dropped. Only one page may be open. */
export async function framesDuring(page: Page, during: () => Promise<void>): Promise<Frames> {
  const devtools = await (page.context().browser() as Browser).newBrowserCDPSession();
  const counts = { DrawFrame: 0, DroppedFrame: 0 };
  devtools.on('Tracing.dataCollected', ({ value }) => {
    for (const { name, cat } of value as unknown as TraceEvent[]) {
      if (cat === CATEGORY && name in counts) counts[name as keyof typeof counts]++;
    }
  });
  await devtools.send('Tracing.start', {
    traceConfig: { includedCategories: [CATEGORY], recordMode: 'recordAsMuchAsPossible' },
    transferMode: 'ReportEvents',
  });
  const startMs = performance.now();
  await during();
  const seconds = (performance.now() - startMs) / 1_000;
  const complete = new Promise((resolve) => devtools.once('Tracing.tracingComplete', resolve));
  await devtools.send('Tracing.end');
  await complete;
  await devtools.detach();
  return {
    drawnPerSecond: counts.DrawFrame / seconds,
    droppedPerSecond: counts.DroppedFrame / seconds,
  };
}

export interface HeapBytes {
  /** Memory of JavaScript objects. */
  readonly used: number;
  /** Memory of typed arrays. */
  readonly buffers: number;
}

/** Measures the memory after a garbage collection. */
export async function heapBytes(page: Page): Promise<HeapBytes> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('HeapProfiler.collectGarbage');
  const usage = await devtools.send('Runtime.getHeapUsage');
  await devtools.detach();
  return { used: usage.usedSize, buffers: usage.backingStorageSize };
}
