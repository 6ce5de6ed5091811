/** Creates a producer's token for a user: shows its text, its lifetime, and a QR code for an app. */
import { useEffect, useState } from 'preact/hooks';
import type { Workspace } from '../app/workspace.js';
import { ApiError } from '../broker/broker-api.js';
import { CopyButton } from '../ui/copy-button.js';
import { durationText } from '../ui/duration-text.js';
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
      setProblem(
        error instanceof ApiError ? `Cannot create a token: ${error.message}.` : String(error),
      );
    }
  };

  return (
    <section class="panel block" aria-labelledby="token-title">
      <h2 id="token-title">A token for an app</h2>
      <p class="hint">
        Good for {info?.reusableTokens ? 'any number of connections' : 'one connection'} of the
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
  const [nowMs, setNowMs] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const leftMs = untilMs - nowMs;
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
