/** An event handler: calls `alarm(user)` for each heart rate once the rate has been too high for `forMs`. */
const TOO_HIGH_BPM = 180;

export function watchHeartRates(consumer, { alarm, forMs = 60_000 }) {
  const highSinceMs = new Map();
  return consumer.on('HEART_RATE', ({ uid, reading }) => {
    const atMs = Date.parse(reading.ts);
    if (reading.val < TOO_HIGH_BPM) {
      highSinceMs.delete(uid);
      return;
    }
    const sinceMs = highSinceMs.get(uid) ?? atMs;
    highSinceMs.set(uid, sinceMs);
    if (atMs - sinceMs >= forMs) alarm(uid);
  });
}
