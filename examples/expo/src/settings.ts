/** Address of the broker, and the backend that issues tokens for this app's user. */
export const BROKER_URL = 'ws://10.0.2.2:8080/connect';

/** Requests a token from your backend, so that the API key stays there. */
export async function getToken(): Promise<string> {
  const response = await fetch('http://10.0.2.2:3000/wearwire-token', { method: 'POST' });
  if (!response.ok) throw new Error(`no token: HTTP ${response.status}`);
  return (await response.text()).trim();
}
