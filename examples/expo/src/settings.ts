/** Where the broker is, and who gives this app a token for its user. */
export const BROKER_URL = 'ws://10.0.2.2:8080/connect';

/** Asks your own backend: the API key stays there. */
export async function getToken(): Promise<string> {
  const response = await fetch('http://10.0.2.2:3000/wearwire-token', { method: 'POST' });
  if (!response.ok) throw new Error(`no token: HTTP ${response.status}`);
  return (await response.text()).trim();
}
