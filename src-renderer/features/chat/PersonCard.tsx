import { useMemo } from 'react';
import { Dialog, Popover } from 'react-aria-components';
import type { AccountId } from '../../../src-shared/base/ids.ts';
import type { RoomState } from '../../../src-shared/client/contract.ts';
import { useClient, useProfile, useReplica } from '../../state/client-context.tsx';
import { goTo } from '../../state/route.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { PresenceDot } from '../../ui/PresenceDot.tsx';

/** A person whose card is open, and what it points at. */
export interface OpenPerson {
  readonly accountId: AccountId;
  readonly from: HTMLElement;
}

interface PersonCardProps {
  readonly person: OpenPerson;
  readonly room: RoomState;
  readonly onMention: (displayName: string) => void;
  readonly onClose: () => void;
  readonly run: (work: Promise<unknown>) => void;
}

const presenceWords = { online: 'Online', idle: 'Idle', offline: 'Offline' };

/** Who somebody is and what one can do together; moderation stands under a line. */
export function PersonCard(props: PersonCardProps) {
  const { person, room, run, onClose } = props;
  const { accountId } = person;
  const { roomId } = room.room;
  const client = useClient();
  const viewer = useReplica((replica) => replica.account);
  const profile = useProfile(accountId);
  const trigger = useMemo(() => ({ current: person.from }), [person.from]);
  const member = room.members?.find((other) => other.accountId === accountId);
  const myRole = room.members?.find((other) => other.accountId === viewer?.accountId)?.role;
  const name = profile?.displayName ?? member?.displayName ?? '…';
  const isMe = viewer?.accountId === accountId;
  const mayRemove =
    !isMe &&
    room.room.kind !== 'direct' &&
    member !== undefined &&
    member.role !== 'owner' &&
    (myRole === 'owner' || myRole === 'moderator' || viewer?.role === 'owner');

  async function talk(): Promise<void> {
    const answer = await client.request('chat.createRoom', {
      kind: 'direct',
      visibility: 'private',
      memberIds: [accountId],
    });
    goTo({ kind: 'room', roomId: answer.room.roomId, seq: undefined });
  }

  return (
    <Popover
      className="menu-popover person-card"
      triggerRef={trigger}
      placement="right top"
      isOpen
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
    >
      <Dialog aria-label={name} className="person-body">
        <div className="who">
          <Avatar id={accountId} name={name}>
            <PresenceDot presence={profile?.presence ?? 'offline'} />
          </Avatar>
          <span>
            <b dir="auto">{name}</b>
            <span className="muted">
              {presenceWords[profile?.presence ?? 'offline']}
              {rolesOf({ kind: profile?.kind, role: member?.role, isMe })}
            </span>
          </span>
        </div>
        {!isMe && (
          <div className="acts">
            <button
              type="button"
              className="btn"
              onClick={() => {
                onClose();
                run(talk());
              }}
            >
              Message
            </button>
            {room.joined && (
              <button
                type="button"
                className="btn"
                onClick={() => {
                  onClose();
                  props.onMention(name);
                }}
              >
                Mention
              </button>
            )}
          </div>
        )}
        {mayRemove && (
          <button
            type="button"
            className="menu-item danger"
            onClick={() => {
              onClose();
              run(client.request('chat.removeMember', { roomId, accountId }));
            }}
          >
            Take out of this room
          </button>
        )}
      </Dialog>
    </Popover>
  );
}

function rolesOf(about: { kind: string | undefined; role: string | undefined; isMe: boolean }): string {
  const words = [
    about.isMe && 'you',
    about.kind === 'guest' && 'guest',
    about.role === 'owner' && 'room owner',
    about.role === 'moderator' && 'moderator',
  ].filter(Boolean);
  return words.length === 0 ? '' : `, ${words.join(', ')}`;
}
