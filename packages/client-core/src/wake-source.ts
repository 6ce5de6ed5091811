/**
 * Reports network and foreground changes of the device to a client. It is an option: a client uses such APIs of the
 * runtime only if this option is set.
 *
 * Without it a client notices the same changes later, by missing responses and expiring waits. With it a client
 * does not attempt to connect without network, connects at once when the network returns, and checks its link
 * when an app returns to the foreground, where timers may have been suspended. docs/sessions.md has a table
 * of the effect of each call in each state.
 */
export interface WakeHandlers {
  /** There is no network: stops new attempts; an existing link is kept. */
  offline(): void;
  /** There is a network again: attempts to connect at once, or checks the existing link. */
  online(): void;
  /** The device or app was suspended: attempts to connect at once, or checks the existing link. */
  wake(): void;
  /** The network has changed (Wi-Fi to mobile): drops links and attempts on the old one at once. */
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
