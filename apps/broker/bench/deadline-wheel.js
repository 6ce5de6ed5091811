/**
 * Heartbeat deadlines of many connections: the wheel compared with a timer per connection. One unit is one heartbeat
 * interval of a connection: its heartbeat postpones the deadline, and the deadline is checked once.
 */
import { DeadlineWheel } from '../dist/gateway/deadline-wheel.js';
import { compare, megabytes, memoryBytes } from './rounds.js';

const CONNECTIONS = 20_000;
const INTERVAL_MS = 40_000;
const LEEWAY = 1.5;

class Connection {
  wheelAtMs = Infinity;
  byMs = 0;

  check(nowMs) {
    return this.byMs <= nowMs ? Infinity : this.byMs;
  }
}

/** The wheel: one interval of all connections with evenly spread heartbeats, on a simulated clock. */
function wheelInterval() {
  const wheel = new DeadlineWheel(0);
  const connections = Array.from({ length: CONNECTIONS }, () => new Connection());
  let nowMs = 0;
  for (const connection of connections) {
    connection.byMs = INTERVAL_MS * LEEWAY;
    wheel.schedule(connection, connection.byMs);
  }
  const run = async () => {
    const endMs = nowMs + INTERVAL_MS;
    const perTick = (CONNECTIONS * wheel.tickMs) / INTERVAL_MS;
    for (let due = 0; nowMs < endMs; due += perTick) {
      for (let i = Math.floor(due); i < Math.floor(due + perTick); i++) {
        connections[i % CONNECTIONS].byMs = nowMs + INTERVAL_MS * LEEWAY;
      }
      nowMs += wheel.tickMs;
      wheel.advance(nowMs);
    }
    if (connections.some(({ wheelAtMs }) => wheelAtMs === Infinity))
      throw new Error('a connection is no longer in the wheel');
    return CONNECTIONS;
  };
  return { run, end: () => {} };
}

/** A timer per connection, which `postpone` moves by an interval. */
function timers(postpone) {
  const connections = Array.from({ length: CONNECTIONS }, () => {
    const connection = { timer: undefined, close: () => {} };
    connection.timer = setTimeout(() => connection.close(), INTERVAL_MS * LEEWAY);
    return connection;
  });
  const run = async () => {
    for (const connection of connections) postpone(connection);
    // Node then checks its list of timers, once in this unit of work.
    await new Promise((resolve) => setImmediate(resolve));
    return CONNECTIONS;
  };
  const end = () => {
    for (const { timer } of connections) clearTimeout(timer);
  };
  return { run, end };
}

function restart(connection) {
  clearTimeout(connection.timer);
  connection.timer = setTimeout(() => connection.close(), INTERVAL_MS * LEEWAY);
}

async function memoryOf(create) {
  const before = await memoryBytes();
  const { end } = create();
  const bytes = (await memoryBytes()) - before;
  end();
  return bytes;
}

export async function benchDeadlineWheel() {
  const variants = [
    ['setTimeout, restarted by each heartbeat', () => timers(restart)],
    ['setTimeout, refreshed by each heartbeat', () => timers(({ timer }) => timer.refresh())],
    ['deadline wheel, every tick of the interval', wheelInterval],
  ];
  await compareTimes(variants);
  for (const [name, create] of variants) {
    console.log(`${megabytes(await memoryOf(create)).padStart(14)}  ${name}`);
  }
  console.log('');
}

async function compareTimes(variants) {
  const created = variants.map(([name, create]) => [name, create()]);
  await compare(
    `deadlines of ${CONNECTIONS} connections`,
    'heartbeats',
    25,
    created.map(([name, { run }]) => [name, run]),
  );
  for (const [, { end }] of created) end();
}
