/**
 * The functions by which a `WakeSource` reports network and foreground changes of the device to a client.
 *
 * Without a wake source a client notices the same changes later, by missing responses and expiring waits. With one it
 * does not attempt to connect without network, connects at once when the network returns, and checks its link when
 * its app returns to the foreground, since timers may have been suspended in the background. docs/sessions.md has a
 * table of the effect of each call in each state.
 */
export interface WakeHandlers {
  /** Call when there is no network: the client makes no new attempts, and keeps an existing link. */
  offline(): void;
  /** Call when there is a network again: the client attempts to connect at once, or checks the existing link. */
  online(): void;
  /** Call when the device or app runs again after it was suspended: the effect is that of `online`. */
  wake(): void;
  /** Call when the network has changed (Wi-Fi to mobile): the client drops its link or attempt and connects at once. */
  changed(): void;
}

/** Starts reporting; returns a function that stops it. */
export type WakeSource = (handlers: WakeHandlers) => () => void;

interface EventTargetLike {
  addEventListener(type: string, listener: () => void): void;
  removeEventListener(type: string, listener: () => void): void;
}

/** For pages and workers: `online`, `offline`, and `visibilitychange` if there is a document. */
export function browserWake(target: EventTargetLike = globalThis): WakeSource {
  return ({ offline, online, wake }) => {
    const page = (target as { readonly document?: EventTargetLike & { visibilityState: string } })
      .document;
    const onVisibilityChange = () => {
      if (page?.visibilityState === 'visible') wake();
    };
    target.addEventListener('online', online);
    target.addEventListener('offline', offline);
    page?.addEventListener('visibilitychange', onVisibilityChange);
    return () => {
      target.removeEventListener('online', online);
      target.removeEventListener('offline', offline);
      page?.removeEventListener('visibilitychange', onVisibilityChange);
    };
  };
}

/** For React Native: pass `AppState`. */
export function appStateWake(appState: {
  addEventListener(type: 'change', listener: (state: string) => void): { remove(): void };
}): WakeSource {
  return ({ wake }) => {
    const subscription = appState.addEventListener('change', (state) => {
      if (state === 'active') wake();
    });
    return () => subscription.remove();
  };
}
