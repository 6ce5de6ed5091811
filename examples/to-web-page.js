/**
 * Consumer: shows live readings on a web page with server-sent events. One consumer serves any number of pages. A
 * page that reconnects receives the events that it missed, as far as they are still in memory.
 *
 *   PORT=3000 node to-web-page.js
 */
import { createServer } from 'node:http';
import { createConsumer, tokenFromServer } from '@wearwire/client-consumer';
import { developer, url } from './settings.js';

const RECENT_EVENTS_MAX = 1_000;
/** Limits the memory used for a page that does not read. */
const UNSENT_BYTES_MAX = 1024 * 1024;

const PAGE = `<!doctype html>
<meta charset="utf-8">
<title>Live readings</title>
<pre id="log"></pre>
<script>
  new EventSource('/events').onmessage = ({ data }) => log.prepend(data + '\\n');
</script>
`;

const recentEvents = [];
const pages = new Set();

function show(page, { seq, text }) {
  if (page.writableLength > UNSENT_BYTES_MAX) page.destroy();
  else page.write(`id: ${seq}\ndata: ${text}\n\n`);
}

const consumer = createConsumer({ url, getToken: tokenFromServer(developer) });
consumer.on('error', (error) => console.error(error.message));
consumer.on('state', ({ state }) => state === 'ready' && console.log('connected'));
consumer.on('*', ({ seq, uid, type, reading }) => {
  const event = { seq, text: JSON.stringify({ seq, uid, type, reading }) };
  recentEvents.push(event);
  if (recentEvents.length > RECENT_EVENTS_MAX) recentEvents.shift();
  for (const page of pages) show(page, event);
});

const server = createServer((request, response) => {
  if (request.url === '/') {
    response.writeHead(200, { 'content-type': 'text/html' }).end(PAGE);
    return;
  }
  if (request.url !== '/events') {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(': hello\n\n');
  const lastSeen = Number(request.headers['last-event-id'] ?? Number.POSITIVE_INFINITY);
  for (const event of recentEvents) if (event.seq > lastSeen) show(response, event);
  pages.add(response);
  response.on('close', () => pages.delete(response));
});
server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}/`);
});

async function stop() {
  await consumer.stop();
  server.close();
  server.closeAllConnections();
}
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
