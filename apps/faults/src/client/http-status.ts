/** Returns the status of a GET request; 0 if there is no response within 5 s. */
export async function httpStatus(url: string): Promise<number> {
  try {
    const signal = AbortSignal.timeout(5_000);
    const response = await fetch(url, { signal, headers: { connection: 'close' } });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}
