import {
  ArrowDown,
  ArrowUp,
  Flame,
  Hash,
  Lock,
  Pencil,
  Plus,
  Search,
  Settings,
  User,
  Users,
} from 'lucide-react';
import { useSyncExternalStore } from 'react';
import type { RoomId } from '../../../src-shared/base/ids.ts';
import type { RoomState } from '../../../src-shared/client/contract.ts';
import { desktopBridge } from '../../bridge/desktop-bridge.ts';
import { useClient, useReplica } from '../../state/client-context.tsx';
import { goTo } from '../../state/route.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { MenuButton } from '../../ui/MenuButton.tsx';
import type { OpenDialog } from './chat-types.ts';
import { hasDraft, onDraftChange } from './drafts.ts';
import { pillCount, roomTitle } from './room-words.ts';
import { useEdgePills } from './use-edge-pills.ts';
import { badgeWords } from './words.ts';

interface RoomListProps {
  readonly hostName: string;
  readonly rooms: readonly RoomState[];
  readonly current: RoomId | undefined;
  readonly onOpen: (roomId: RoomId) => void;
  readonly openDialog: (dialog: OpenDialog) => void;
}

const sections = [
  { title: 'Rooms', kind: 'channel' },
  { title: 'Groups', kind: 'group' },
  { title: 'Direct', kind: 'direct' },
] as const;

/** The desktop shows the host in a window of its own, whose powers this one does not have. */
function openHostHome(): void {
  if (desktopBridge?.kind === 'chat') void desktopBridge.openAdministration();
  else goTo({ kind: 'host' });
}

/** The sidebar: host, jump field, rooms by kind, and oneself. */
export function RoomList(props: RoomListProps) {
  const account = useReplica((replica) => replica.account);
  const { list, edges, show } = useEdgePills(props.rooms);
  return (
    <section className="sidebar" aria-label="This host" data-region="rooms">
      <div className="host-head">
        <img src="/logo.svg" alt="" width="28" height="28" />
        <span className="cut">
          <span className="name cut">{props.hostName}</span>
          <span className="sub">{account?.role === 'owner' ? 'You run this host' : 'On this network'}</span>
        </span>
      </div>
      <button type="button" className="jump" onClick={() => props.openDialog('switcher')}>
        <Search size={16} aria-hidden="true" />
        <span>Jump to…</span>
        <kbd>Ctrl K</kbd>
      </button>
      <nav aria-label="Rooms">
        {edges.above > 0 && (
          <button type="button" className="mention-edge top" onClick={() => show('above')}>
            <ArrowUp size={14} aria-hidden="true" /> {mentionWords(edges.above)} above
          </button>
        )}
        <div ref={list} className="rooms scroll">
          {(account?.role === 'owner' || desktopBridge?.kind === 'chat') && (
            <button type="button" className="row" onClick={openHostHome}>
              <Flame size={18} aria-hidden="true" />
              <span className="n">Host home</span>
            </button>
          )}
          {sections.map(({ title, kind }) => (
            <Section key={kind} {...props} title={title} kind={kind} />
          ))}
        </div>
        {edges.below > 0 && (
          <button type="button" className="mention-edge" onClick={() => show('below')}>
            <ArrowDown size={14} aria-hidden="true" /> {mentionWords(edges.below)} below
          </button>
        )}
      </nav>
      {account && (
        <div className="me">
          <Avatar id={account.accountId} name={account.displayName} />
          <span className="w">
            <b className="cut" dir="auto">
              {account.displayName}
            </b>
            <span>{account.role === 'guest' ? 'Guest' : account.role === 'owner' ? 'Owner' : 'Member'}</span>
          </span>
          <IconButton
            icon={Settings}
            label="Settings"
            shortcut="Ctrl+,"
            onPress={() => props.openDialog('settings')}
          />
        </div>
      )}
    </section>
  );
}

function Section(props: RoomListProps & { title: string; kind: 'channel' | 'group' | 'direct' }) {
  const rooms = props.rooms.filter((room) => room.room.kind === props.kind);
  if (rooms.length === 0 && props.kind !== 'channel') return null;
  return (
    <section aria-label={props.title}>
      <div className="cat">
        <span>{props.title}</span>
        {props.kind === 'channel' && (
          <MenuButton
            icon={Plus}
            label="Add a room"
            entries={[
              { label: 'Create a room', act: () => props.openDialog('create') },
              { label: 'Browse rooms', act: () => props.openDialog('browse') },
              { label: 'Talk to somebody', act: () => props.openDialog('people') },
            ]}
          />
        )}
      </div>
      <ul>
        {rooms.map((room) => (
          <li key={room.room.roomId}>
            <RoomRow room={room} isHere={room.room.roomId === props.current} onOpen={props.onOpen} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function RoomRow(props: { room: RoomState; isHere: boolean; onOpen: (roomId: RoomId) => void }) {
  const { room, isHere } = props;
  const { roomId } = room.room;
  const title = useReplica((replica) => roomTitle(room, replica));
  const draft = useSyncExternalStore(onDraftChange, () => hasDraft(roomId));
  const client = useClient();
  const pill = pillCount(room);
  const isUnread = room.unread > 0 && !isHere;
  const Icon =
    room.room.kind === 'direct'
      ? User
      : room.room.kind === 'group'
        ? Users
        : room.room.visibility === 'private'
          ? Lock
          : Hash;
  return (
    <button
      type="button"
      className={`row ${isHere ? 'here' : ''} ${isUnread ? 'unread' : ''}`}
      data-mentions={pill > 0 ? pill : undefined}
      aria-current={isHere ? 'page' : undefined}
      title={title}
      onClick={(event) => {
        // With Alt its last message is new again, and the room stays closed.
        if (event.altKey) void client.markUnread(roomId, room.room.lastSeq).catch(() => undefined);
        else props.onOpen(roomId);
      }}
    >
      <Icon size={18} strokeWidth={1.75} aria-hidden="true" />
      <span className="n" dir="auto">
        {title}
      </span>
      <span className="end">
        {draft && !isHere && <Pencil size={14} aria-label="draft" />}
        {isUnread && pill === 0 && <span className="sr">{room.unread} unread</span>}
        {pill > 0 && (
          <span className="pill">
            {badgeWords(pill)}
            <span className="sr"> for you</span>
          </span>
        )}
      </span>
    </button>
  );
}

function mentionWords(count: number): string {
  return count === 1 ? '1 mention' : `${badgeWords(count)} mentions`;
}
