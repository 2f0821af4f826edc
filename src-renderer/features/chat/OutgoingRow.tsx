import { CircleAlert, Clock } from 'lucide-react';
import type { OutgoingMessage } from '../../../src-shared/client/contract.ts';
import { useClient, useNow, useReplica } from '../../state/client-context.tsx';
import { Avatar } from '../../ui/Avatar.tsx';
import { renderMarkdown } from './markdown.tsx';
import { useRoomView } from './room-view.ts';
import { clockTime } from './words.ts';

/** A message on its way: faint, with a clock after a second; or refused, with its reason and both ways out. */
export function OutgoingRow(props: { message: OutgoingMessage; isFirst: boolean }) {
  const { message, isFirst } = props;
  const client = useClient();
  const account = useReplica((replica) => replica.account);
  const { directory } = useRoomView();
  const now = useNow(1000);
  const { failure } = message;
  const isSlow = failure === undefined && now - message.createdAtMs > 1000;
  return (
    <div className={`msg ${isFirst ? 'first' : ''} ${failure ? 'fail' : 'pend'}`}>
      <div className="g">
        {isFirst && account && <Avatar id={account.accountId} name={account.displayName} />}
      </div>
      <div>
        {isFirst && account && (
          <div className="by">
            <b dir="auto">{account.displayName}</b>
            <time>{clockTime(message.createdAtMs)}</time>
          </div>
        )}
        <div className="tx" dir="auto">
          {renderMarkdown(message.text, directory)}
        </div>
        {isSlow && (
          <p className="note">
            <Clock size={14} aria-hidden="true" /> Sending…
          </p>
        )}
        {failure && (
          <p className="note" role="alert">
            <CircleAlert size={16} aria-hidden="true" />
            <span>
              Not sent: {failure.message}
              <button type="button" onClick={() => client.retrySend(message.nonce)}>
                Retry
              </button>
              <button type="button" className="keep" onClick={() => client.discardSend(message.nonce)}>
                Delete
              </button>
            </span>
          </p>
        )}
      </div>
    </div>
  );
}
