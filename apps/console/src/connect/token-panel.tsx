/** Creates a producer's token for a user: shows its text, its lifetime, and a QR code for an app. */
import { useState } from 'preact/hooks';
import type { Workspace } from '../app/workspace.js';
import { CopyButton } from '../ui/copy-button.js';
import { durationText } from '../ui/duration-text.js';
import { usePolled } from '../ui/use-polled.js';
import { useValue } from '../ui/value.js';
import { QrCode } from './qr-code.js';

interface CreatedToken {
  readonly user: string;
  readonly token: string;
  readonly untilMs: number;
}

interface TokenPanelProps {
  readonly workspace: Workspace;
  readonly user: string;
}

export function TokenPanel({ workspace, user }: TokenPanelProps) {
  const info = useValue(workspace.info);
  const [created, setCreated] = useState<CreatedToken | undefined>(undefined);
  const [problem, setProblem] = useState('');
  const lifetimeMs = info?.tokenLifetimeMs ?? 0;

  const create = async () => {
    setProblem('');
    try {
      const token = await workspace.api.userToken(user);
      setCreated({ user, token, untilMs: Date.now() + lifetimeMs });
    } catch (error) {
      setProblem(`Cannot create a token: ${(error as Error).message}.`);
    }
  };

  return (
    <section class="panel block" aria-labelledby="token-title">
      <h2 id="token-title">A token for an app</h2>
      <p class="hint">
        Valid for {info?.reusableTokens ? 'any number of connections' : 'one connection'} of the
        user, within {durationText(lifetimeMs)}. In production, your backend requests tokens.
      </p>
      <p>
        <button class="button primary" type="button" onClick={create} disabled={user === ''}>
          Create a token for {user === '' ? '…' : user}
        </button>
      </p>
      <p class="problem" role="alert">
        {problem}
      </p>
      {created !== undefined && <TokenDisplay created={created} />}
    </section>
  );
}

function TokenDisplay({ created }: { readonly created: CreatedToken }) {
  const { token, untilMs, user } = created;
  const leftMs = untilMs - usePolled(Date.now, 1_000);
  if (leftMs <= 0) return <p class="hint">The token for {user} has expired.</p>;
  return (
    <div class="created-token">
      <QrCode text={token} label={`QR code of the token for ${user}`} />
      <div>
        <code class="token">{token}</code>
        <p class="hint">
          For {user}; {durationText(leftMs)} left
        </p>
        <CopyButton text={token} label="Copy token" />
      </div>
    </div>
  );
}
