/** A gateway with a storage in memory, and links whose client side is the test. */
import { CloseCode, type Negotiated } from '@wearwire/protocol';
import { completeConfig } from '../src/config/load.js';
import type { BrokerConfig } from '../src/config/settings.js';
import { createGateway, createRates } from '../src/create-gateway.js';
import { Connection } from '../src/gateway/connection.js';
import type { Gateway } from '../src/gateway/gateway.js';
import { createLogger, type Logger } from '../src/observability/logger.js';
import type { Link } from '../src/sockets/port.js';
import { type Chunk, chunkCount, chunkFrame } from '../src/storage/chunk.js';
import type { Storage } from '../src/storage/ports.js';
import { TurnClock } from '../src/stream/turn-clock.js';

export class FakeLink implements Link {
  readonly sent: string[] = [];
  bufferedBytes = 0;
  isCut = false;
  ended: { readonly code: number; readonly reason: string } | undefined;

  send(message: string | Uint8Array): void {
    this.sent.push(message.toString());
  }

  sendFrames(chunk: Chunk): number {
    const count = chunkCount(chunk);
    for (let i = 0; i < count; i++) this.sent.push(chunkFrame(chunk, i).toString());
    return count;
  }

  ping(): void {}

  end(code: number, reason: string): void {
    this.ended ??= { code, reason };
  }

  cut(): void {
    this.isCut = true;
  }
}

export function gatewayUnderTest(
  storage: Storage,
  settings: Partial<BrokerConfig> = {},
  logger: Logger = createLogger('silent'),
): Gateway {
  const config = completeConfig({ store: 'memory', ...settings });
  const turnClock = new TurnClock(() => performance.now());
  return createGateway(config, storage, turnClock, createRates(config), logger);
}

export class Visitor {
  readonly link = new FakeLink();
  readonly connection: Connection;

  constructor(gateway: Gateway, negotiated: Negotiated = { extensions: [] }) {
    this.connection = new Connection(gateway, this.link, '127.0.0.1', negotiated, () => {});
  }

  send(frame: object | string): void {
    const text = typeof frame === 'string' ? frame : JSON.stringify(frame);
    this.connection.received(Buffer.from(text), false);
  }

  leave(): void {
    this.connection.session.refuse(CloseCode.Normal);
  }
}
