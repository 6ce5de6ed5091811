/** The root component: the workspace if signed in, otherwise the sign-in form. */
import { useEffect, useState } from 'preact/hooks';
import { type ApiError, BrokerApi, exchangeCode } from '../broker/broker-api.js';
import { loadSession, type Session, storeSession } from '../broker/session.js';
import { Shell } from './shell.js';
import { SignIn } from './sign-in.js';
import { Workspace } from './workspace.js';

const CODE_IS_USED =
  'The code in the address has been used or has expired (after one minute). Sign in with the API key, or open the address that the broker shows now.';
const SESSION_ENDED = 'This session is no longer valid. The broker may have been restarted.';

export function App({ code }: { readonly code: string | undefined }) {
  const [session, setSession] = useState<Session | undefined>(() =>
    code === undefined ? loadSession() : undefined,
  );
  const [notice, setNotice] = useState('');
  const [isExchanging, setIsExchanging] = useState(code !== undefined);

  const changeSession = (next: Session | undefined, why = '') => {
    storeSession(next);
    setNotice(why);
    setSession(next);
  };
  useEffect(() => {
    if (code === undefined) return;
    exchangeCode(code)
      .then((next) => changeSession(next))
      .catch((error: ApiError) =>
        setNotice(error.isRefusal ? CODE_IS_USED : `Cannot sign in: ${error.message}.`),
      )
      .finally(() => setIsExchanging(false));
  }, [code]);

  if (isExchanging)
    return (
      <p class="page-wait" role="status">
        Signing in…
      </p>
    );
  if (session === undefined) return <SignIn notice={notice} onSession={changeSession} />;
  const end = (why: string) => changeSession(undefined, why);
  return <SignedIn key={session.secret} session={session} onEnd={end} />;
}

function SignedIn({
  session,
  onEnd,
}: {
  readonly session: Session;
  readonly onEnd: (why: string) => void;
}) {
  const [workspace] = useState(() => new Workspace(new BrokerApi(session)));
  useEffect(() => {
    const stopFollowing = workspace.monitor.status.follow(() => {
      const status = workspace.monitor.status.current;
      if (status.kind !== 'refused') return;
      onEnd(session.kind === 'session' ? SESSION_ENDED : `Signed out: ${status.why}.`);
    });
    return () => {
      stopFollowing();
      void workspace.close();
    };
  }, [workspace]);
  const signOut = () => {
    void workspace.api.signOut();
    onEnd('');
  };
  return <Shell workspace={workspace} onSignOut={signOut} />;
}
