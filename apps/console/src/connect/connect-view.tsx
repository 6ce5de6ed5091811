/** Tokens, test, overlay links and sample programs for connecting the developer's own programs to this broker. */
import { useState } from 'preact/hooks';
import type { ViewProps } from '../app/view-props.js';
import { CopyButton } from '../ui/copy-button.js';
import { EchoPanel } from './echo-panel.js';
import { OverlayPanel } from './overlay-panel.js';
import { type Snippet, snippetsFor } from './snippets.js';
import { TokenPanel } from './token-panel.js';

export function ConnectView({ workspace }: ViewProps) {
  const [user, setUser] = useState('anna');
  const { developer } = workspace.api.session;
  const snippets = snippetsFor({ origin: location.origin, developer, user: user || 'USER' });
  return (
    <section aria-labelledby="connect-title">
      <div class="toolbar">
        <h1 id="connect-title">Connect</h1>
        <p class="count">{location.origin.replace(/^http/, 'ws')}/connect</p>
        <label class="field inline">
          <span>User</span>
          <input
            name="user"
            maxLength={128}
            value={user}
            onInput={(event) => setUser(event.currentTarget.value)}
          />
        </label>
      </div>
      <div class="columns">
        <TokenPanel workspace={workspace} user={user} />
        <EchoPanel workspace={workspace} user={user} />
        <OverlayPanel workspace={workspace} user={user} />
      </div>
      {snippets.map((snippet) => (
        <SnippetPanel key={snippet.name} snippet={snippet} />
      ))}
    </section>
  );
}

function SnippetPanel({ snippet: { name, about, text } }: { readonly snippet: Snippet }) {
  return (
    <section class="panel block snippet" aria-label={name}>
      <header>
        <h2>{name}</h2>
        <CopyButton text={text} label="Copy" />
      </header>
      <p class="hint">{about}</p>
      <pre tabindex={0}>{text}</pre>
    </section>
  );
}
