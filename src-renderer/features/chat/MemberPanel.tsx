import { ChevronLeft, Ellipsis } from 'lucide-react';
import { memo, useMemo } from 'react';
import type { AccountId, RoomId } from '../../../src-shared/base/ids.ts';
import type { RoomState } from '../../../src-shared/client/contract.ts';
import type { Member, RoomKind } from '../../../src-shared/protocol/chat/entities.ts';
import type { Profile } from '../../../src-shared/protocol/profile/entities.ts';
import { useClient, useReplica } from '../../state/client-context.tsx';
import { goTo } from '../../state/route.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { MenuButton, type MenuEntry } from '../../ui/MenuButton.tsx';
import { PresenceDot } from '../../ui/PresenceDot.tsx';

/** Above this many members those who are away are not listed. */
const offlineShownUpTo = 500;

/** Who is in the room, those who are there first. */
export function MemberPanel(props: { room: RoomState; onClose: () => void }) {
  const { room } = props;
  const profiles = useReplica((replica) => replica.profiles);
  const { present, away } = useMemo(() => {
    const members = (room.members ?? []).toSorted((a, b) => a.displayName.localeCompare(b.displayName));
    const isThere = (member: Member) => (profiles.get(member.accountId)?.presence ?? 'offline') !== 'offline';
    return { present: members.filter(isThere), away: members.filter((member) => !isThere(member)) };
  }, [room.members, profiles]);
  const viewer = useReplica((replica) => replica.account);
  const viewerId = viewer?.accountId;
  const myRole = room.members?.find((member) => member.accountId === viewerId)?.role;
  const { roomId, kind } = room.room;
  const leads = myRole === 'owner' || myRole === 'moderator' || viewer?.role === 'owner';
  const about = { roomId, kind, viewerId, leads, profiles };
  const showsAway = room.room.memberCount <= offlineShownUpTo;
  return (
    <aside className="members members-panel" aria-label="People" data-region="people">
      <div className="bar back">
        <IconButton icon={ChevronLeft} label="Back" size={20} onPress={props.onClose} />
      </div>
      <Group title="Online" members={present} {...about} />
      {showsAway && <Group title="Offline" members={away} {...about} isAway />}
      {!showsAway && <p className="cap">{room.room.memberCount.toLocaleString()} people are in this room.</p>}
    </aside>
  );
}

interface GroupProps {
  readonly title: string;
  readonly members: readonly Member[];
  readonly roomId: RoomId;
  readonly kind: RoomKind;
  readonly viewerId: AccountId | undefined;
  /** Whether the viewer may take others out. */
  readonly leads: boolean;
  readonly profiles: ReadonlyMap<string, Profile>;
  readonly isAway?: boolean;
}

/** Every message makes the room another object; hundreds of people must not be drawn again for each. */
const Group = memo(function Group(props: GroupProps) {
  if (props.members.length === 0) return null;
  return (
    <section aria-label={props.title}>
      <h2>
        {props.title}
        <span>{props.members.length}</span>
      </h2>
      <ul>
        {props.members.map((member) => (
          <li key={member.accountId} className={props.isAway ? 'row off' : 'row'}>
            <MemberRow
              member={member}
              roomId={props.roomId}
              isMe={member.accountId === props.viewerId}
              mayRemove={props.leads && props.kind !== 'direct'}
              presence={props.profiles.get(member.accountId)?.presence ?? 'offline'}
            />
          </li>
        ))}
      </ul>
    </section>
  );
});

const presenceWords = { online: 'online', idle: 'idle', offline: 'offline' };

interface MemberRowProps {
  readonly member: Member;
  readonly roomId: RoomId;
  readonly isMe: boolean;
  readonly mayRemove: boolean;
  readonly presence: Profile['presence'];
}

const MemberRow = memo(function MemberRow(props: MemberRowProps) {
  const { member, roomId, isMe, presence } = props;
  const client = useClient();

  async function talk(): Promise<void> {
    const answer = await client.request('chat.createRoom', {
      kind: 'direct',
      visibility: 'private',
      memberIds: [member.accountId],
    });
    goTo({ kind: 'room', roomId: answer.room.roomId, seq: undefined });
  }

  const entries: MenuEntry[] = isMe ? [] : [{ label: 'Message', act: () => void talk() }];
  if (props.mayRemove && !isMe && member.role !== 'owner') {
    entries.push({
      label: 'Take out of this room',
      danger: true,
      act: () => void client.request('chat.removeMember', { roomId, accountId: member.accountId }),
    });
  }
  return (
    <>
      <Avatar id={member.accountId} name={member.displayName} small>
        <PresenceDot presence={presence} />
      </Avatar>
      <span className="n" dir="auto">
        {member.displayName}
        {isMe && ' (you)'}
        <span className="sr">, {presenceWords[presence]}</span>
        {member.role !== 'member' && <small>{member.role === 'owner' ? 'Room owner' : 'Moderator'}</small>}
      </span>
      {entries.length > 0 && (
        <MenuButton icon={Ellipsis} label={`More about ${member.displayName}`} entries={entries} />
      )}
    </>
  );
});
