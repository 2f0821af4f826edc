import { Monitor, Smartphone } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { SessionInfo } from '../../../src-shared/protocol/account/entities.ts';
import { useClient, useHostNow, useReplica } from '../../state/client-context.tsx';
import { deviceWords } from '../../state/device-words.ts';
import { sentenceFor } from '../../state/errors.ts';
import { agoWords, sinceWords } from '../../state/time-words.ts';
import { ConfirmDialog } from '../../ui/ModalDialog.tsx';
import { RowSkeleton } from '../../ui/Skeleton.tsx';
import { showToast } from '../../ui/toasts.ts';

/** How often “last seen” is looked up while the page is open. */
const refreshMs = 10_000;

type Question =
  | { readonly kind: 'one'; readonly session: SessionInfo }
  | { readonly kind: 'here' }
  | { readonly kind: 'everywhere' };

/** Where I am signed in, and how to end that. */
export function SessionSettings() {
  const client = useClient();
  const [question, setQuestion] = useState<Question>();
  const { sessions, error, setError, again } = useSessions();

  async function run(act: () => Promise<unknown>, done: string | undefined): Promise<void> {
    try {
      await act();
      setError(undefined);
      if (done !== undefined) showToast(done);
      again();
    } catch (failure) {
      setError(sentenceFor(failure));
    }
  }

  return (
    <>
      <p className="hint">Every device that is signed in as you. Sign out what you do not know.</p>
      {error !== undefined && (
        <p className="hint bad" role="alert">
          {error}
        </p>
      )}
      {sessions === undefined && error === undefined && <RowSkeleton label="Loading your devices" rows={3} />}
      <ul className="sessions">
        {(sessions ?? []).map((session) => (
          <SessionRow
            key={session.sessionId}
            session={session}
            onEnd={() => setQuestion({ kind: 'one', session })}
          />
        ))}
      </ul>
      <div className="acts">
        <button type="button" className="btn" onClick={() => setQuestion({ kind: 'everywhere' })}>
          Sign out everywhere
        </button>
        <button type="button" className="btn" onClick={() => setQuestion({ kind: 'here' })}>
          Sign out here
        </button>
      </div>
      {question && (
        <SignOutQuestion
          question={question}
          count={sessions?.length ?? 1}
          onClose={() => setQuestion(undefined)}
          onConfirm={() => {
            if (question.kind !== 'one') {
              void run(() => client.logout({ everywhere: question.kind === 'everywhere' }), undefined);
              return;
            }
            const { sessionId, client: name } = question.session;
            void run(
              () => client.request('account.endSession', { sessionId }),
              `${deviceWords(name).name} is signed out.`,
            );
          }}
        />
      )}
    </>
  );
}

function useSessions() {
  const client = useClient();
  const [sessions, setSessions] = useState<readonly SessionInfo[]>();
  const [error, setError] = useState<string>();
  const [round, setRound] = useState(0);
  useEffect(() => {
    let isCurrent = true;
    const look = () => {
      client.request('account.listSessions', {}).then(
        (answer) => {
          if (isCurrent) setSessions(newestFirst(answer.sessions));
        },
        (failure: unknown) => {
          if (isCurrent) setError(sentenceFor(failure));
        },
      );
    };
    look();
    const timer = setInterval(look, refreshMs);
    return () => {
      isCurrent = false;
      clearInterval(timer);
    };
  }, [client, round]);
  return { sessions, error, setError, again: () => setRound((before) => before + 1) };
}

/** This device first, then who was here last. */
function newestFirst(sessions: readonly SessionInfo[]): readonly SessionInfo[] {
  return sessions.toSorted(
    (a, b) => Number(b.current) - Number(a.current) || b.lastSeenAt.localeCompare(a.lastSeenAt),
  );
}

function SessionRow(props: { session: SessionInfo; onEnd: () => void }) {
  const { session } = props;
  const nowMs = useHostNow(refreshMs);
  const { name, isHandheld } = deviceWords(session.client);
  const Icon = isHandheld ? Smartphone : Monitor;
  const seen =
    session.connections > 0
      ? 'connected now'
      : `last seen ${agoWords(Date.parse(session.lastSeenAt), nowMs)}`;
  return (
    <li className="session">
      <Icon size={18} strokeWidth={1.75} aria-hidden="true" />
      <div>
        <p>
          <b>{name}</b> {session.current && <span className="tag warm">This device</span>}
        </p>
        <p className="facts">
          <code>{session.address ?? 'no address'}</code>, {seen}, since{' '}
          {sinceWords(Date.parse(session.createdAt), nowMs)}
        </p>
      </div>
      {!session.current && (
        <button
          type="button"
          className="btn small"
          aria-label={`Sign out ${name} at ${session.address ?? 'no address'}`}
          onClick={props.onEnd}
        >
          Sign out
        </button>
      )}
    </li>
  );
}

function SignOutQuestion(props: {
  question: Question;
  count: number;
  onConfirm: () => void;
  onClose: () => void;
}) {
  const { question, count } = props;
  const account = useReplica((replica) => replica.account);
  const name = account?.displayName ?? 'yourself';
  const wayBack =
    account?.kind === 'guest'
      ? `A guest has no password, so nobody can come back as ${name}. What you wrote stays, and the name is free again after a day.`
      : 'What you wrote stays. Come back with your name and password.';
  if (question.kind === 'one') {
    return (
      <ConfirmDialog
        title={`Sign out ${deviceWords(question.session.client).name}?`}
        text="That device has to sign in again. What was written there stays."
        verb="Sign out"
        onConfirm={props.onConfirm}
        onClose={props.onClose}
      />
    );
  }
  const devices = count === 1 ? 'on 1 device' : `on all ${count} devices`;
  return (
    <ConfirmDialog
      title={question.kind === 'here' ? `Sign out ${name} here?` : `Sign out ${name} ${devices}?`}
      text={wayBack}
      verb={question.kind === 'here' ? 'Sign out here' : 'Sign out everywhere'}
      onConfirm={props.onConfirm}
      onClose={props.onClose}
    />
  );
}
