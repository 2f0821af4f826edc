import { memo } from 'react';
import type { Message } from '../../../src-shared/protocol/chat/entities.ts';
import { MessageRow } from './MessageRow.tsx';
import { OutgoingRow } from './OutgoingRow.tsx';
import type { TimelineRow } from './timeline.ts';
import { dayWords } from './words.ts';

interface ListRowProps {
  readonly index: number;
  readonly row: TimelineRow;
  /** Any moment of today, for rows that name their day. */
  readonly today: number;
  readonly isFlashed: boolean;
  readonly namesMe: boolean;
  readonly quoted: Message | undefined;
  readonly measure: (node: HTMLElement | null) => void;
  readonly hold: (key: string) => void;
}

/** A place in the list: the dividers that stand over a message, and the message. Its position is set by the list. */
export const ListRow = memo(function ListRow({ measure, hold, row, index, ...shown }: ListRowProps) {
  return (
    <div
      ref={measure}
      className="list-row"
      data-index={index}
      data-row={row.key}
      onFocus={() => hold(row.key)}
    >
      {row.isBeginning && <p className="sysline start">This is the beginning of the room.</p>}
      {row.beginsDay && (
        <div className="divider">
          <span>{dayWords(row.atMs, shown.today)}</span>
        </div>
      )}
      {row.isNew && (
        <div className="divider new">
          <span>New</span>
        </div>
      )}
      {row.kind === 'outgoing' ? (
        <OutgoingRow message={row.message} isFirst={row.isFirst} />
      ) : (
        <MessageRow
          entry={row.entry}
          isFirst={row.isFirst}
          isFlashed={shown.isFlashed}
          namesMe={shown.namesMe}
          quoted={shown.quoted}
        />
      )}
    </div>
  );
});
