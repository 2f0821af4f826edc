import { ArrowDown, Undo2 } from 'lucide-react';
import { clockTime, dayWords, newMessagesWords } from './words.ts';

interface ListOverlaysProps {
  /** When the first unread message was sent; undefined when there is no bar to show. */
  readonly landing: number | undefined;
  readonly unread: number;
  /** Messages that came since the reader left the end. */
  readonly unseen: number;
  /** A moment of the day at the top of the list. */
  readonly dayMs: number | undefined;
  readonly isScrolling: boolean;
  readonly today: number;
  /** Far from the newest message. */
  readonly isAway: boolean;
  readonly isFetching: boolean;
  readonly cameFrom: boolean;
  readonly onLatest: () => void;
  readonly onMarkRead: () => void;
  readonly onBack: () => void;
}

/** What floats over the list: what is unread, the day while scrolling, the ways to the end and back. Nothing moves for it. */
export function ListOverlays(props: ListOverlaysProps) {
  const { landing, unseen, dayMs } = props;
  const showsLatest = unseen > 0 || (props.isAway && landing === undefined);
  return (
    <>
      {landing !== undefined && (
        <div className="landing">
          <span>
            <b>{props.unread >= 999 ? '999+' : props.unread}</b> new since {sinceWords(landing, props.today)}
          </span>
          <button type="button" className="btn go" onClick={props.onLatest}>
            Jump to latest
          </button>
          <button type="button" className="btn quiet opt" onClick={props.onMarkRead}>
            Mark read
          </button>
        </div>
      )}
      <div
        className={landing === undefined ? 'day-pill' : 'day-pill low'}
        data-shown={props.isScrolling}
        aria-hidden="true"
      >
        {dayMs !== undefined && <span>{dayWords(dayMs, props.today)}</span>}
      </div>
      {props.isFetching && (
        <p className="fetching" role="status">
          Fetching earlier messages…
        </p>
      )}
      <div className="pills">
        {props.cameFrom && (
          <button type="button" className="btn pill-btn" onClick={props.onBack}>
            <Undo2 size={16} aria-hidden="true" /> Back to where I was
          </button>
        )}
        {showsLatest && (
          <button type="button" className="btn pill-btn" onClick={props.onLatest}>
            <ArrowDown size={16} aria-hidden="true" />
            {unseen > 0 ? newMessagesWords(unseen) : 'Jump to latest'}
          </button>
        )}
      </div>
    </>
  );
}

/** The time of today, the day of anything older. */
function sinceWords(atMs: number, today: number): string {
  const day = dayWords(atMs, today);
  return day === 'Today' ? clockTime(atMs) : day;
}
