/** Returns the status of a GET request; 0 if there is no response. */
export async function httpStatus(url: string, timeoutMs = 5_000): Promise<number> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(url, { signal, headers: { connection: 'close' } });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}
