/** Sample programs and commands for this broker and this developer, without the API key. Pure. */

export interface SnippetFacts {
  /** `http(s)://HOST:PORT` */
  readonly origin: string;
  readonly developer: string;
  readonly user: string;
}

export interface Snippet {
  readonly name: string;
  readonly about: string;
  readonly text: string;
}

export function snippetsFor({ origin, developer, user }: SnippetFacts): readonly Snippet[] {
  const url = `${origin.replace(/^http/, 'ws')}/connect`;
  const id = JSON.stringify(developer);
  return [
    {
      name: 'TypeScript',
      about: 'npm install @wearwire/client-consumer, then run it with WEARWIRE_KEY set.',
      text: `import { createConsumer, tokenFromServer } from '@wearwire/client-consumer';

const url = ${JSON.stringify(url)};
const apiKey = process.env.WEARWIRE_KEY ?? '';
const consumer = createConsumer({
  url,
  getToken: tokenFromServer({ url, developerId: ${id}, apiKey }),
});

for await (const { seq, uid, type, reading } of consumer) {
  console.log(seq, uid, type, reading);
}
`,
    },
    {
      name: 'Python',
      about: 'pip install websockets, then run it with WEARWIRE_KEY set.',
      text: `import asyncio, json, os, urllib.request
import websockets

def token():
    request = urllib.request.Request(
        ${JSON.stringify(`${origin}/auth/developer`)}, method="POST",
        headers={"dev-id": ${id}, "x-api-key": os.environ["WEARWIRE_KEY"]})
    with urllib.request.urlopen(request) as response:
        return json.load(response)["token"]

async def send_heartbeats(socket, interval_ms):
    while True:
        await asyncio.sleep(interval_ms / 1000 * 0.8)
        await socket.send('{"op":0}')

async def main():
    async with websockets.connect(${JSON.stringify(url)}) as socket:
        async for text in socket:
            frame = json.loads(text)
            if frame["op"] == 2:
                interval_ms = frame["d"]["heartbeat_interval"]
                heartbeats = asyncio.create_task(send_heartbeats(socket, interval_ms))
                await socket.send(json.dumps({"op": 3, "d": {"token": token(), "type": 1}}))
            elif frame["op"] == 5:
                print(frame["seq"], frame["uid"], frame["t"], frame["d"])

asyncio.run(main())
`,
    },
    {
      name: 'curl and websocat',
      about: `Three steps to submit a reading as the user ${user}, with WEARWIRE_KEY set.`,
      text: `# 1. Request a token for the user, valid for one connection
curl -X POST ${shell(`${origin}/auth/user?id=${encodeURIComponent(user)}`)} \\
  -H ${shell(`dev-id: ${developer}`)} -H "x-api-key: $WEARWIRE_KEY"

# 2. Connect; the broker sends HELLO
websocat ${shell(url)}

# 3. Type these lines: IDENTIFY with the token of step 1, then SUBMIT
{"op":3,"d":{"token":"TOKEN","type":0}}
{"op":6,"d":{"ts":"2026-01-01T12:00:00.000Z","val":72},"t":"HEART_RATE"}
`,
    },
  ];
}

/** Quotes a text as one word for a shell. */
function shell(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
