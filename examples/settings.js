/** Address of the broker and credentials of the developer, from the environment. */
const { WEARWIRE_URL = 'ws://127.0.0.1:8080/connect', WEARWIRE_DEVELOPER = 'me:secret' } =
  process.env;
const [developerId, ...key] = WEARWIRE_DEVELOPER.split(':');

export const url = WEARWIRE_URL;
export const developer = { url, developerId, apiKey: key.join(':') };
