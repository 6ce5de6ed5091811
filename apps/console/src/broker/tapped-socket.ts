/** The browser's WebSocket for our clients, with each frame told to a listener as it goes by. */
import type { SocketFactory } from '@wearwire/client-consumer';

/** What went over a connection. */
export type Traffic =
  | { readonly kind: 'sent' | 'received'; readonly text: string }
  | { readonly kind: 'opened' }
  | { readonly kind: 'closed'; readonly code: number; readonly reason: string };

/** A factory whose sockets tell `listen` all that they carry. Text frames alone: the page asks for JSON. */
export function tappedSockets(listen: (traffic: Traffic) => void): SocketFactory {
  return (url, handlers) => {
    const socket = new WebSocket(url);
    socket.onopen = () => {
      listen({ kind: 'opened' });
      handlers.opened();
    };
    socket.onmessage = ({ data }) => {
      if (typeof data !== 'string') return;
      listen({ kind: 'received', text: data });
      handlers.message(data);
    };
    socket.onclose = ({ code, reason }) => {
      listen({ kind: 'closed', code, reason });
      handlers.closed(code, reason);
    };
    return {
      get bufferedBytes() {
        return socket.bufferedAmount;
      },
      send(message) {
        if (socket.readyState !== WebSocket.OPEN) return;
        if (typeof message === 'string') listen({ kind: 'sent', text: message });
        socket.send(message as string);
      },
      close: (code, reason) => socket.close(code, reason),
      destroy: () => socket.close(1000),
    };
  };
}
