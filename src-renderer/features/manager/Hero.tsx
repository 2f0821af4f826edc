import { Link, Pencil, Power } from 'lucide-react';
import { useState } from 'react';
import { useClient } from '../../state/client-context.tsx';
import { sentenceFor } from '../../state/errors.ts';
import { sinceWords } from '../../state/time-words.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { ConfirmDialog } from '../../ui/ModalDialog.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { copyAddress } from './InviteCard.tsx';
import { heroWords, lightOf, lightWords } from './panel-words.ts';
import { RenameDialog } from './RenameDialog.tsx';
import type { Panel } from './use-panel.ts';

interface HeroProps {
  readonly panel: Panel;
  readonly nowMs: number;
  /** Why the last look failed. */
  readonly error: string | undefined;
  readonly look: () => Promise<void>;
}

/** The one light, whether the host is on, since when; stop, start, invite. */
export function Hero(props: HeroProps) {
  const { status, health, peopleConnected } = props.panel;
  const client = useClient();
  const [dialog, setDialog] = useState<'stop' | 'rename'>();
  const [failure, setFailure] = useState<string>();
  const light = lightOf(status, health);
  const others = Math.max(0, peopleConnected - 1);
  const error = failure ?? props.error;
  const [best] = status.addresses;

  async function setOpen(open: boolean): Promise<void> {
    try {
      await client.request('manager.setOpen', { open });
      setFailure(undefined);
    } catch (problem) {
      setFailure(sentenceFor(problem));
    }
    await props.look();
  }

  return (
    <header className="hero">
      <span className={`light ${light}`} role="img" aria-label={lightWords[light]} />
      <div className="hero-words">
        <h1>
          <span dir="auto">{status.open ? `${status.hostName} is on` : `${status.hostName} is stopped`}</span>
          <IconButton icon={Pencil} label="Rename this host" size={16} onPress={() => setDialog('rename')} />
        </h1>
        <p>
          {heroWords({
            since: sinceWords(Date.parse(status.since), props.nowMs),
            isOpen: status.open,
            people: peopleConnected,
            state: health.state,
          })}
        </p>
      </div>
      <div className="acts">
        {status.open ? (
          <button type="button" className="btn" onClick={() => setDialog('stop')}>
            <Power size={16} strokeWidth={1.75} aria-hidden="true" />
            Stop hosting
          </button>
        ) : (
          <button type="button" className="btn primary" onClick={() => void setOpen(true)}>
            <Power size={16} strokeWidth={1.75} aria-hidden="true" />
            Start hosting
          </button>
        )}
        {status.open && best && (
          <button type="button" className="btn primary" onClick={() => void copyAddress(best.url)}>
            <Link size={16} strokeWidth={1.75} aria-hidden="true" />
            Copy invite
          </button>
        )}
      </div>
      <div className="hero-notices" role="status">
        {error !== undefined && <Notice tone="bad" title={error} />}
        {health.reasons.map((reason) => (
          <Notice key={reason} tone={light === 'bad' ? 'bad' : 'warn'} title={reason} />
        ))}
      </div>
      {dialog === 'stop' && (
        <ConfirmDialog
          title={`Stop hosting and cut off ${others === 1 ? '1 person' : `${others} people`}?`}
          text="Nothing is lost. They come back by themselves when you start hosting again."
          verb="Stop hosting"
          onConfirm={() => void setOpen(false)}
          onClose={() => setDialog(undefined)}
        />
      )}
      {dialog === 'rename' && (
        <RenameDialog
          hostName={status.hostName}
          onDone={() => void props.look()}
          onClose={() => setDialog(undefined)}
        />
      )}
    </header>
  );
}
