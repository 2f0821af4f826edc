import { CornerDownLeft, Hash, User } from 'lucide-react';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { RoomId } from '../../../src-shared/base/ids.ts';
import type { Profile } from '../../../src-shared/protocol/profile/entities.ts';
import { useClient, useReplica } from '../../state/client-context.tsx';
import { sentenceFor } from '../../state/errors.ts';
import { goTo } from '../../state/route.ts';
import { changeSettings, useSettings } from '../../state/settings.ts';
import { showToast } from '../../ui/toasts.ts';
import type { OpenDialog } from './chat-types.ts';
import { recentRooms } from './recent-rooms.ts';
import { orderedRooms, pillCount, roomTitle } from './room-words.ts';
import { type ActionTarget, parseQuery, rankTargets, rowsShown, type Target } from './switcher-targets.ts';
import { badgeWords } from './words.ts';

interface QuickSwitcherProps {
  readonly current: RoomId | undefined;
  /** What stands in the field at first: `@` asks for people. */
  readonly start: string;
  readonly openDialog: (dialog: OpenDialog) => void;
  readonly onClose: () => void;
}

/**
 * Jump to a room or a person, or do something: everything that fits in ten rows, the first one chosen already. The
 * browser’s own dialog, because it must be there before the next key is pressed.
 */
export function QuickSwitcher(props: QuickSwitcherProps) {
  const client = useClient();
  const [text, setText] = useState(props.start);
  const [chosen, setChosen] = useState(0);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const box = dialog.current;
    box?.showModal();
    // Closing gives the focus back to where it was.
    return () => box?.close();
  }, []);
  const all = useTargets(props, parseQuery(text).query);
  const targets = useMemo(() => rankTargets(text, all), [text, all]);

  async function open(target: Target | undefined): Promise<void> {
    if (!target) return;
    if (target.kind === 'action') return target.run();
    props.onClose();
    try {
      const roomId = target.kind === 'room' ? target.roomId : await directRoom(target.accountId);
      goTo({ kind: 'room', roomId, seq: undefined });
    } catch (error) {
      showToast(sentenceFor(error));
    }
  }

  async function directRoom(accountId: Profile['accountId']): Promise<RoomId> {
    const answer = await client.request('chat.createRoom', {
      kind: 'direct',
      visibility: 'private',
      memberIds: [accountId],
    });
    return answer.room.roomId;
  }

  function press(event: KeyboardEvent): void {
    const count = Math.max(1, targets.length);
    if (event.key === 'ArrowDown') setChosen((chosen + 1) % count);
    else if (event.key === 'ArrowUp') setChosen((chosen + count - 1) % count);
    else if (event.key === 'Enter') void open(targets[chosen]);
    else return;
    event.preventDefault();
  }

  return (
    <dialog
      ref={dialog}
      className="dialog switcher"
      aria-label="Jump to"
      onClose={props.onClose}
      onPointerDown={(event) => {
        // Beside the box means beside everything in it.
        if (event.target === event.currentTarget) props.onClose();
      }}
    >
      <div className="switcher-body">
        <input
          className="input"
          autoFocus
          role="combobox"
          aria-label="Room or person"
          aria-describedby="switcher-hint"
          aria-expanded="true"
          aria-controls="switcher-list"
          aria-activedescendant={targets[chosen] ? `switch-${targets[chosen].key}` : undefined}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setChosen(0);
          }}
          onKeyDown={press}
        />
        <div className="list" role="listbox" id="switcher-list" aria-label="Rooms and people">
          {targets.map((target, index) => (
            <TargetRow
              key={target.key}
              target={target}
              isChosen={index === chosen}
              onOpen={() => void open(target)}
            />
          ))}
        </div>
        {targets.length === 0 && <p className="muted">Nothing of that name.</p>}
        <p className="switcher-hint" id="switcher-hint">
          Begin with @ for people, # for rooms, &gt; for actions.
        </p>
      </div>
    </dialog>
  );
}

function TargetRow(props: { target: Target; isChosen: boolean; onOpen: () => void }) {
  const { target } = props;
  const Icon = target.kind === 'room' ? Hash : target.kind === 'person' ? User : CornerDownLeft;
  const mentions = target.kind === 'room' ? target.mentions : 0;
  const isUnread = target.kind === 'room' && target.unread > 0;
  return (
    <div
      id={`switch-${target.key}`}
      role="option"
      tabIndex={-1}
      className={['row', props.isChosen && 'here', isUnread && 'unread'].filter(Boolean).join(' ')}
      aria-selected={props.isChosen}
      onPointerDown={(event) => {
        event.preventDefault();
        props.onOpen();
      }}
    >
      <Icon size={18} aria-hidden="true" />
      <span className="n" dir="auto">
        {target.title}
      </span>
      {mentions > 0 && (
        <span className="end">
          <span className="pill">{badgeWords(mentions)}</span>
        </span>
      )}
    </div>
  );
}

function useTargets(props: QuickSwitcherProps, query: string): readonly Target[] {
  const { current, openDialog, onClose } = props;
  const replica = useReplica((state) => state);
  const settings = useSettings();
  const people = usePeople(query);
  const [recent] = useState(recentRooms);
  return useMemo(() => {
    const rooms = orderedRooms(replica).map((room): Target => {
      const { roomId, topic } = room.room;
      const recency = recent.indexOf(roomId);
      return {
        kind: 'room',
        key: roomId,
        title: roomTitle(room, replica),
        topic,
        roomId,
        mentions: pillCount(room),
        unread: room.unread,
        isCurrent: roomId === current,
        recency: recency < 0 ? undefined : recency,
      };
    });
    const others = people
      .filter((profile) => profile.accountId !== replica.account?.accountId)
      .map(
        ({ accountId, displayName }): Target => ({
          kind: 'person',
          key: accountId,
          title: displayName,
          accountId,
        }),
      );
    const dialog = (title: string, name: OpenDialog): ActionTarget => ({
      kind: 'action',
      key: `action-${name ?? ''}`,
      title,
      run: () => openDialog(name),
    });
    const actions = [
      dialog('Create a room', 'create'),
      dialog('Browse rooms', 'browse'),
      dialog('Open settings', 'settings'),
      dialog('Show keyboard shortcuts', 'shortcuts'),
      {
        kind: 'action' as const,
        key: 'action-people',
        title: settings.showMembers ? 'Hide people' : 'Show people',
        run() {
          changeSettings({ showMembers: !settings.showMembers });
          onClose();
        },
      },
    ];
    return [...rooms, ...others, ...actions];
  }, [replica, people, recent, current, settings.showMembers, openDialog, onClose]);
}

/** People of the whole host whose names fit. */
function usePeople(query: string): readonly Profile[] {
  const client = useClient();
  const [people, setPeople] = useState<readonly Profile[]>([]);
  useEffect(() => {
    let isCurrent = true;
    client.request('profile.find', { text: query, limit: rowsShown * 2 }).then(
      (answer) => {
        if (isCurrent) setPeople(answer.profiles);
      },
      // Offline: the rooms that are here can still be opened.
      () => undefined,
    );
    return () => {
      isCurrent = false;
    };
  }, [client, query]);
  return people;
}
