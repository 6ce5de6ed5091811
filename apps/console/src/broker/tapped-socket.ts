/** Wraps the browser's WebSocket for our clients, and reports each frame to a listener. */
import type { SocketFactory } from '@wearwire/client-consumer';

/** A frame, or the opening or end of a connection. */
export type Traffic =
  | { readonly kind: 'sent' | 'received'; readonly text: string }
  | { readonly kind: 'opened' }
  | { readonly kind: 'closed'; readonly code: number; readonly reason: string };

/**
 * Creates a factory of sockets that report their traffic to `onTraffic`. They ignore binary frames, because the clients
 * of the page use JSON.
 */
export function tappedSockets(onTraffic: (traffic: Traffic) => void): SocketFactory {
  return (url, handlers) => {
    const socket = new WebSocket(url);
    socket.onopen = () => {
      onTraffic({ kind: 'opened' });
      handlers.opened();
    };
    socket.onmessage = ({ data }) => {
      if (typeof data !== 'string') return;
      onTraffic({ kind: 'received', text: data });
      handlers.message(data);
    };
    socket.onclose = ({ code, reason }) => {
      onTraffic({ kind: 'closed', code, reason });
      handlers.closed(code, reason);
    };
    return {
      get bufferedBytes() {
        return socket.bufferedAmount;
      },
      send(message) {
        if (socket.readyState !== WebSocket.OPEN) return;
        if (typeof message === 'string') onTraffic({ kind: 'sent', text: message });
        socket.send(message as string);
      },
      close: (code, reason) => socket.close(code, reason),
      destroy: () => socket.close(1000),
    };
  };
}
