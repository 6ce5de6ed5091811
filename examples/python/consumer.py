#!/usr/bin/env python3
"""Consumer: prints each reading of a developer as a line of JSON, in order, across reconnects and restarts.

    python3 consumer.py cursor.json        # WEARWIRE_URL, WEARWIRE_DEVELOPER as ID:KEY

Needs Python 3.9 and the package websockets, 10.4 or later (Debian: python3-websockets). Works with every server of
the protocol; uses the extensions position and resume instead of heuristics if the server confirms them.
"""
import asyncio, contextlib, json, os, random, sys, time, urllib.error, urllib.parse, urllib.request
import websockets

FINAL = {1003, 1007, 1009, 4003, 4004}  # the same frames would be refused again
AT_ONCE, PLANNED = {4001, 4005}, {1001, 1012}  # retry at once with a new token; planned stop of the server
FIRST_WAIT_S, WAIT_MAX_S, SPREAD_S = 0.5, 30.0, 10.0
MISSING_S, HELD_MAX = 5.0, 16_384  # skip events missing for this long, or while more than this many later ones wait

def token_from_server(url, developer, key):
    """Returns a function that requests a token with the developer's key. Each attempt needs a new token."""
    parts = urllib.parse.urlsplit(url)
    target = f"{parts.scheme.replace('ws', 'http', 1)}://{parts.netloc}/auth/developer"
    request = urllib.request.Request(target, b"", {"dev-id": developer, "x-api-key": key})
    return lambda: json.load(urllib.request.urlopen(request, timeout=10))["token"]

class Consumer:
    def __init__(self, url, get_token, handle, last=0, epoch=None):
        """handle(event) is called once per event; last, epoch: the position after which to start."""
        self.url, self.get_token, self.handle = url, get_token, handle
        self.last, self.epoch, self.held, self.progress_at = last, epoch, {}, time.monotonic()

    async def run(self):
        """Returns the close code after which a retry cannot succeed; raises if the credentials are refused."""
        failures = 0
        while True:
            self.reconnect_s, code, last, started = None, 1006, self.last, time.monotonic()
            try:
                code = await self.connect()
            except urllib.error.HTTPError as error:
                if error.code in (400, 401, 403, 404, 405):
                    raise
            except (OSError, asyncio.TimeoutError, websockets.exceptions.WebSocketException):
                pass  # no connection, or a broken one
            if code in FINAL:
                return code
            failures = 1 if self.last != last or time.monotonic() - started > 60 else failures + 1
            wait_max_s = SPREAD_S if code in PLANNED else min(FIRST_WAIT_S * 2 ** (failures - 1), WAIT_MAX_S)
            wait_s = 0 if code in AT_ONCE and failures == 1 else random.random() * wait_max_s
            await asyncio.sleep(wait_s if self.reconnect_s is None else self.reconnect_s)

    async def connect(self):
        token, beating = await asyncio.to_thread(self.get_token), None
        url = self.url + "?extensions=position,resume,reconnect"
        async with websockets.connect(url, ping_interval=None, open_timeout=10, close_timeout=1) as link:
            try:
                while True:
                    frame = json.loads(await link.recv())
                    op, d = frame.get("op"), frame.get("d") or {}
                    if op == 2:  # HELLO
                        beating = asyncio.create_task(self.beat(link, d["heartbeat_interval"] / 1000))
                        after = {"after": self.last} if (resumes := "resume" in d.get("extensions", [])) else {}
                        await link.send(json.dumps({"op": 3, "d": {"token": token, "type": 1, **after}}))
                    elif op == 1:  # HEARTBEAT_ACK
                        self.is_acked = True
                    elif op == 4:  # READY
                        if self.apply_position(d) or not resumes:
                            with contextlib.suppress(websockets.exceptions.ConnectionClosed):  # recv raises it later
                                await link.send(json.dumps({"op": 7, "d": {"after": self.last}}))
                    elif op == 5 and frame["seq"] > self.last:  # DISPATCH
                        self.held[frame["seq"]] = frame
                        self.deliver()
                    elif op == 66 and "after_ms" in d:  # RECONNECT
                        self.reconnect_s = d["after_ms"] / 1000
            except websockets.exceptions.ConnectionClosed as error:
                return error.rcvd.code if error.rcvd else 1006
            finally:
                if beating:
                    beating.cancel()

    async def beat(self, link, interval_s):
        """Sends heartbeats, the first after a random part of the interval. Closes the link if an ACK is late."""
        await asyncio.sleep(random.uniform(0.1, 1.0) * interval_s)
        self.is_acked = True
        while self.is_acked:
            self.is_acked = False
            await link.send('{"op":0}')
            await asyncio.sleep(interval_s)
            self.deliver()
        await link.close()

    def apply_position(self, position):
        """Applies the position in READY, if the server sent it. Returns whether the numbering is a new one."""
        epoch = position.get("epoch", self.epoch)
        is_new = None not in (epoch, self.epoch) and epoch != self.epoch
        if is_new:
            self.last, self.held = 0, {}
        self.epoch, self.last = epoch, max(self.last, position.get("first_seq", 0) - 1)  # older ones were purged
        return is_new

    def deliver(self):
        """Handles the held events in order, up to the first missing one; skips events that stay missing."""
        is_stuck = time.monotonic() - self.progress_at > MISSING_S or len(self.held) > HELD_MAX
        if self.held and is_stuck and self.last + 1 not in self.held:
            self.last = min(self.held) - 1
        while event := self.held.pop(self.last + 1, None):
            self.handle({**event, "epoch": self.epoch})
            self.last, self.progress_at = event["seq"], time.monotonic()
        self.progress_at = self.progress_at if self.held else time.monotonic()

if __name__ == "__main__":
    cursor = sys.argv[1] if len(sys.argv) > 1 else "cursor.json"
    position = json.load(open(cursor)) if os.path.exists(cursor) else {"last": 0, "epoch": None}

    def print_reading(event):
        print(json.dumps(event), flush=True)  # put your own work here; the cursor is saved afterwards: at least once
        with open(cursor + ".new", "w") as file:
            json.dump({"last": event["seq"], "epoch": event["epoch"]}, file)
        os.replace(cursor + ".new", cursor)

    developer = os.environ.get("WEARWIRE_DEVELOPER", "me:secret").split(":", 1)
    address = os.environ.get("WEARWIRE_URL", "ws://127.0.0.1:8080/connect")
    sys.exit(asyncio.run(Consumer(address, token_from_server(address, *developer), print_reading, **position).run()))
