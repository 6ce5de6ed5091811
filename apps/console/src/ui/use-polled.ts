/** Returns `read()`, called again at an interval while it is needed. The component is rerendered if the value changes. */
import { useEffect, useRef, useState } from 'preact/hooks';

export function usePolled<T>(read: () => T, intervalMs: number, isNeeded = true): T {
  const [value, setValue] = useState(read);
  const newestRead = useRef(read);
  newestRead.current = read;
  useEffect(() => {
    if (!isNeeded) return;
    const poll = () => setValue(newestRead.current());
    poll();
    const timer = setInterval(poll, intervalMs);
    return () => clearInterval(timer);
  }, [intervalMs, isNeeded]);
  return value;
}
