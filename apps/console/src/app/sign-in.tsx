/** The form for a developer's id and key. */
import { useState } from 'preact/hooks';
import { type ApiError, BrokerApi } from '../broker/broker-api.js';
import type { Session } from '../broker/session.js';
import { Logo } from '../ui/logo.js';

interface SignInProps {
  /** The reason for signing in again; empty if there is none. */
  readonly notice: string;
  readonly onSession: (session: Session) => void;
}

/** Pattern of an input whose value is sent in an HTTP header. */
const VISIBLE_ASCII = '[\\x21-\\x7e]+';

export function SignIn({ notice, onSession }: SignInProps) {
  const [developer, setDeveloper] = useState('');
  const [secret, setSecret] = useState('');
  const [problem, setProblem] = useState('');
  const [isBusy, setIsBusy] = useState(false);

  const submit = async (event: Event) => {
    event.preventDefault();
    const session: Session = { developer, secret, kind: 'key' };
    setIsBusy(true);
    setProblem('');
    try {
      await new BrokerApi(session).info();
      onSession(session);
    } catch (error) {
      setProblem(problemOf(error as ApiError));
      setIsBusy(false);
    }
  };

  return (
    <main class="sign-in">
      <form class="panel sign-in-form" onSubmit={submit}>
        <h1>
          <Logo /> wearwire console
        </h1>
        {notice !== '' && <p class="notice">{notice}</p>}
        <label class="field">
          <span>Developer id</span>
          <input
            name="developer"
            autocomplete="username"
            spellcheck={false}
            required
            pattern={VISIBLE_ASCII}
            value={developer}
            onInput={(event) => setDeveloper(event.currentTarget.value)}
          />
        </label>
        <label class="field">
          <span>API key</span>
          <input
            name="key"
            type="password"
            autocomplete="current-password"
            required
            pattern={VISIBLE_ASCII}
            value={secret}
            onInput={(event) => setSecret(event.currentTarget.value)}
          />
        </label>
        <p class="problem" role="alert">
          {problem}
        </p>
        <button class="button primary" type="submit" disabled={isBusy}>
          {isBusy ? 'Signing in…' : 'Sign in'}
        </button>
        <p class="hint">The key is stored only in this tab, until you close it.</p>
      </form>
    </main>
  );
}

function problemOf({ isRefusal, message }: ApiError): string {
  return isRefusal ? 'Unknown developer id or wrong API key.' : `Cannot sign in: ${message}.`;
}
