/** Returns `read()`, which is called again at an interval if `isNeeded`; a new value rerenders the component. */
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
