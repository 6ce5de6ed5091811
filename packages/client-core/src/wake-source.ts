/**
 * What the device tells a client, by injection: no runtime is asked behind the user's back.
 *
 * Without it a client finds out by itself, only later: a dead link shows by missing answers, waits end. With
 * it a client does not try while there is no network, tries at once when there is, and looks after its link
 * when an app comes back to the foreground, where timers may have stood still. What each call does in each
 * state is a table in docs/sessions.md.
 */
export interface WakeHandlers {
  /** There is no network: no attempts from now on; a link that stands is left alone. */
  offline(): void;
  /** There is network again: an attempt now, or a check of the link that stands. */
  online(): void;
  /** The device or app was asleep: an attempt now, or a check of the link that stands. */
  wake(): void;
  /** There is another network (Wi-Fi to mobile): what was begun on the old one is dropped at once. */
  changed(): void;
}

/** Begins to tell; returns what ends it. */
export type WakeSource = (handlers: WakeHandlers) => () => void;

interface EventTargetLike {
  addEventListener(type: string, listener: () => void): void;
  removeEventListener(type: string, listener: () => void): void;
}

/** A page or worker: `online`, `offline`, and where there is a document its becoming visible. */
export function browserWake(target: EventTargetLike = globalThis): WakeSource {
  return ({ offline, online, wake }) => {
    const page = (target as { readonly document?: EventTargetLike & { visibilityState: string } })
      .document;
    const seen = () => {
      if (page?.visibilityState === 'visible') wake();
    };
    target.addEventListener('online', online);
    target.addEventListener('offline', offline);
    page?.addEventListener('visibilitychange', seen);
    return () => {
      target.removeEventListener('online', online);
      target.removeEventListener('offline', offline);
      page?.removeEventListener('visibilitychange', seen);
    };
  };
}

/** React Native: give it `AppState`. */
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
