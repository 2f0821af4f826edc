import { useVirtualizer } from '@tanstack/react-virtual';
import { ChevronLeft } from 'lucide-react';
import { memo, useMemo, useRef } from 'react';
import type { RoomState } from '../../../src-shared/client/contract.ts';
import type { Member } from '../../../src-shared/protocol/chat/entities.ts';
import type { Profile } from '../../../src-shared/protocol/profile/entities.ts';
import { useReplica } from '../../state/client-context.tsx';
import { Avatar } from '../../ui/Avatar.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { PresenceDot } from '../../ui/PresenceDot.tsx';
import { RowSkeleton } from '../../ui/Skeleton.tsx';
import { memberItems, sortedMembers } from './member-list.ts';
import { useRoomView } from './room-view.ts';

const titlePixels = 38;
const rowPixels = 40;

/** Who is in the room, those who are there first. Only the rows on screen are in the page. */
export function MemberPanel(props: { room: RoomState; onClose: () => void }) {
  const { members } = props.room;
  const { memberCount } = props.room.room;
  const profiles = useReplica((replica) => replica.profiles);
  const panel = useRef<HTMLElement>(null);
  const sorted = useMemo(() => sortedMembers(members ?? []), [members]);
  const items = useMemo(
    () => memberItems({ sorted, memberCount, profiles }),
    [sorted, memberCount, profiles],
  );
  // oxlint-disable-next-line react/incompatible-library -- nothing here relies on memoised results of it
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => panel.current,
    getItemKey: (index) => items[index]?.key ?? index,
    estimateSize: (index) => (items[index]?.kind === 'title' ? titlePixels : rowPixels),
    overscan: 8,
  });
  const unlisted = memberCount - items.filter((item) => item.kind === 'member').length;
  return (
    <aside ref={panel} className="members members-panel" aria-label="People" data-region="people">
      <div className="bar back">
        <IconButton icon={ChevronLeft} label="Back" size={20} onPress={props.onClose} />
      </div>
      {members === undefined && props.room.joined && <RowSkeleton label="Loading people" tiles />}
      <div className="member-rows" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, key, start }) => {
          const item = items[index];
          if (!item) return null;
          return (
            <div
              key={key}
              ref={virtualizer.measureElement}
              data-index={index}
              className="member-place"
              style={{ top: start }}
            >
              {item.kind === 'title' ? (
                <h2>
                  {item.title}
                  <span>{item.count}</span>
                </h2>
              ) : (
                <MemberRow
                  member={item.member}
                  isAway={item.isAway}
                  presence={profiles.get(item.member.accountId)?.presence ?? 'offline'}
                />
              )}
            </div>
          );
        })}
      </div>
      {members !== undefined && unlisted > 0 && (
        <p className="cap">{memberCount.toLocaleString()} people are in this room.</p>
      )}
    </aside>
  );
}

const presenceWords = { online: 'online', idle: 'idle', offline: 'offline' };

/** A click, or the menu key, opens the person’s card. Every message makes the room another object, not the person. */
const MemberRow = memo(function MemberRow(props: {
  member: Member;
  isAway: boolean;
  presence: Profile['presence'];
}) {
  const { member, presence } = props;
  const view = useRoomView();
  const isMe = view.viewerId === member.accountId;
  return (
    <button
      type="button"
      className={props.isAway ? 'row off' : 'row'}
      aria-haspopup="dialog"
      onClick={(event) => view.openPerson(member.accountId, event.currentTarget)}
      onContextMenu={(event) => {
        event.preventDefault();
        view.openPerson(member.accountId, event.currentTarget);
      }}
    >
      <Avatar id={member.accountId} name={member.displayName} small>
        <PresenceDot presence={presence} />
      </Avatar>
      <span className="n" dir="auto">
        {member.displayName}
        {isMe && ' (you)'}
        <span className="sr">, {presenceWords[presence]}</span>
        {member.role !== 'member' && <small>{member.role === 'owner' ? 'Room owner' : 'Moderator'}</small>}
      </span>
    </button>
  );
});
