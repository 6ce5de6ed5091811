/** The layout around a view: navigation, connection state, account. */
import { useEffect, useRef } from 'preact/hooks';
import { Logo } from '../ui/logo.js';
import { useValue } from '../ui/value.js';
import { LinkState } from './link-state.js';
import { hrefOf, route } from './route.js';
import { THEMES, theme } from './theme.js';
import { VIEWS } from './views.js';
import type { Workspace } from './workspace.js';

interface ShellProps {
  readonly workspace: Workspace;
  readonly onSignOut: () => void;
}

export function Shell({ workspace, onSignOut }: ShellProps) {
  const { view: name, rest } = useValue(route);
  const view = VIEWS.find((one) => one.name === name) ?? VIEWS[0];
  useEffect(() => {
    if (view !== undefined) document.title = `${view.label} · wearwire console`;
  }, [view]);
  const content = useRef<HTMLElement>(null);
  const isFirst = useRef(true);
  useEffect(() => {
    // The focused link is gone if it was in the previous view; the browser then focuses the body.
    const isFocusLost = document.activeElement === document.body;
    if (isFocusLost && !isFirst.current) content.current?.focus({ preventScroll: true });
    isFirst.current = false;
  }, [name, rest]);
  if (view === undefined) return null;
  const Content = view.component;
  return (
    <div class="shell">
      <header class="top">
        <button class="button skip" type="button" onClick={() => content.current?.focus()}>
          Skip to content
        </button>
        <a class="brand" href={hrefOf('live')}>
          <Logo /> wearwire
        </a>
        <LinkState monitor={workspace.monitor} />
        <AccountMenu workspace={workspace} onSignOut={onSignOut} />
      </header>
      <nav class="nav" aria-label="Views">
        {VIEWS.map(({ name: one, label, icon }) => (
          <a key={one} href={hrefOf(one)} aria-current={one === view.name ? 'page' : undefined}>
            <svg viewBox="0 0 24 24" aria-hidden="true">
              <path d={icon} />
            </svg>
            <span>{label}</span>
          </a>
        ))}
      </nav>
      <main class="content" tabindex={-1} ref={content}>
        <Content workspace={workspace} rest={rest} key={view.name} />
      </main>
    </div>
  );
}

function AccountMenu({ workspace, onSignOut }: ShellProps) {
  const info = useValue(workspace.info);
  const currentTheme = useValue(theme);
  const summary = useRef<HTMLElement>(null);
  return (
    <details
      class="menu"
      onKeyDown={({ key, currentTarget }) => {
        if (key !== 'Escape') return;
        currentTarget.open = false;
        summary.current?.focus();
      }}
      onFocusOut={({ currentTarget, relatedTarget }) => {
        if (relatedTarget !== null && !currentTarget.contains(relatedTarget as Node)) {
          currentTarget.open = false;
        }
      }}
    >
      <summary title="Account and appearance" ref={summary}>
        <span class="ellipsis">{workspace.api.session.developer}</span>
      </summary>
      <div class="menu-body panel">
        <fieldset class="choices">
          <legend>Appearance</legend>
          {THEMES.map((one) => (
            <label key={one}>
              <input
                type="radio"
                name="theme"
                checked={currentTheme === one}
                onChange={() => {
                  theme.current = one;
                }}
              />
              {one}
            </label>
          ))}
        </fieldset>
        <p class="hint">
          {info === undefined
            ? 'broker: version not known yet'
            : `broker ${info.version} on ${info.sockets}`}
        </p>
        <button class="button" type="button" onClick={onSignOut}>
          Sign out
        </button>
      </div>
    </details>
  );
}
