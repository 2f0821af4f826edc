import { ShieldCheck } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { HostInfo } from '../../../src-shared/protocol/system/operations.ts';
import { clockWords } from '../../state/clock-words.ts';
import type { HostGlance } from '../../state/host-info.ts';
import { Notice } from '../../ui/Notice.tsx';
import { Arch } from './Arch.tsx';
import { ClaimCodeForm } from './ClaimCodeForm.tsx';
import { JoinForm, type Way } from './JoinForm.tsx';
import { hereWords } from './join-words.ts';

interface JoinPageProps {
  readonly glance: HostGlance;
  readonly because: 'never' | 'logged_out' | 'session_ended';
  /** The page was opened with a claim code, and the host has an owner already. */
  readonly isClaimTooLate: boolean;
}

/** One field for a guest; name and password for those who have or want an account. */
export function JoinPage(props: JoinPageProps) {
  const { glance, because } = props;
  const info = typeof glance.info === 'object' ? glance.info : undefined;
  const [way, setWay] = useState<Way | 'claim'>(props.isClaimTooLate ? 'login' : 'guest');
  const isStopped = info?.open === false;
  const clock = clockWords(glance.clockOffsetMs);
  const title = info === undefined ? 'Hearth' : `Join ${info.hostName}`;
  useEffect(() => {
    document.title = title;
  }, [title]);

  return (
    <div className="join">
      <main className="join-card">
        <Who info={info} />
        <div className="join-side">
          {glance.info === 'unreachable' && (
            <Notice tone="warn" title="The host does not answer.">
              It may be asleep or switched off. This page keeps looking.
            </Notice>
          )}
          {isStopped && (
            <Notice tone="warn" title={`${info.owner ?? 'The owner'} has stopped this host for now.`}>
              Nothing is lost. This page notices when it is on again.
            </Notice>
          )}
          {props.isClaimTooLate && (
            <Notice tone="info" title="This host has an owner already.">
              The link works once. If the host is yours, log in.
            </Notice>
          )}
          {because === 'session_ended' && (
            <Notice tone="info" title="You were signed out.">
              The owner or one of your devices ended this sign-in. Join again to go on.
            </Notice>
          )}
          {clock !== undefined && <Notice tone="info" title={clock} />}
          {way === 'claim' ? (
            <ClaimCodeForm onBack={() => setWay('guest')} />
          ) : isStopped && way === 'guest' ? (
            <button type="button" className="textlink" onClick={() => setWay('login')}>
              I run this host: log in
            </button>
          ) : (
            <JoinForm key={way} way={way} choose={setWay} />
          )}
          {info?.claimed === false && way !== 'claim' && (
            <Notice tone="info" title="This host has no owner yet.">
              If it is yours, open the link that it showed in its terminal, or its desktop window.{' '}
              <button type="button" className="textlink" onClick={() => setWay('claim')}>
                I have the code
              </button>
            </Notice>
          )}
        </div>
      </main>
      <footer className="join-foot">
        <ShieldCheck size={16} strokeWidth={1.75} aria-hidden="true" />
        Nothing you write here leaves this network.
      </footer>
    </div>
  );
}

/** Whose host this is, and who is there already. */
function Who(props: { info: HostInfo | undefined }) {
  const { info } = props;
  return (
    <header className="join-who">
      <Arch names={info?.here?.names ?? []} />
      <h1 dir="auto">{info?.hostName ?? 'Hearth'}</h1>
      {info?.owner !== undefined && <p className="hosted">Hosted by {info.owner}</p>}
      {info?.here && <p className="here">{hereWords(info.here)}</p>}
    </header>
  );
}
