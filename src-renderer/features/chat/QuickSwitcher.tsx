import { Hash, User } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import type { AccountId, RoomId } from '../../../src-shared/base/ids.ts';
import type { Profile } from '../../../src-shared/protocol/profile/entities.ts';
import { useClient, useReplica } from '../../state/client-context.tsx';
import { goTo } from '../../state/route.ts';
import { ModalDialog } from '../../ui/ModalDialog.tsx';
import { fuzzyScore } from './fuzzy.ts';
import { orderedRooms, pillCount, roomTitle } from './room-words.ts';

const rowsShown = 10;

interface Target {
  readonly key: string;
  readonly title: string;
  readonly roomId: RoomId | undefined;
  readonly accountId: AccountId | undefined;
  readonly weight: number;
}

/** Jump to a room or a person: mentions first, then unread, then the rest; `#` only rooms, `@` only people. */
export function QuickSwitcher(props: { onClose: () => void }) {
  const client = useClient();
  const replica = useReplica((state) => state);
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const [people, setPeople] = useState<readonly Profile[]>([]);
  const prefix = /^[#@]/.exec(text)?.[0];
  const query = (prefix ? text.slice(1) : text).trim();

  useEffect(() => {
    let isCurrent = true;
    client.request('profile.find', { text: query, limit: 20 }).then(
      (answer) => {
        if (isCurrent) setPeople(answer.profiles);
      },
      () => undefined,
    );
    return () => {
      isCurrent = false;
    };
  }, [client, query]);

  const targets = useMemo(() => {
    const rooms = orderedRooms(replica).map(
      (room): Target => ({
        key: room.room.roomId,
        title: roomTitle(room, replica),
        roomId: room.room.roomId,
        accountId: undefined,
        weight: pillCount(room) > 0 ? 3 : room.unread > 0 ? 2 : 1,
      }),
    );
    const others = people
      .filter((profile) => profile.accountId !== replica.account?.accountId)
      .map(
        (profile): Target => ({
          key: profile.accountId,
          title: profile.displayName,
          roomId: undefined,
          accountId: profile.accountId,
          weight: 0,
        }),
      );
    return [...(prefix === '@' ? [] : rooms), ...(prefix === '#' ? [] : others)]
      .flatMap((target) => {
        const score = fuzzyScore(query, target.title);
        return score === undefined ? [] : [{ target, rank: score * 10 + target.weight }];
      })
      .toSorted((a, b) => b.rank - a.rank)
      .slice(0, rowsShown)
      .map(({ target }) => target);
  }, [replica, people, prefix, query]);

  async function open(target: Target | undefined): Promise<void> {
    if (!target) return;
    props.onClose();
    let roomId = target.roomId;
    if (target.accountId !== undefined) {
      const answer = await client.request('chat.createRoom', {
        kind: 'direct',
        visibility: 'private',
        memberIds: [target.accountId],
      });
      roomId = answer.room.roomId;
    }
    if (roomId !== undefined) goTo({ kind: 'room', roomId, seq: undefined });
  }

  function press(event: React.KeyboardEvent): void {
    if (event.key === 'ArrowDown') setChosen((chosen + 1) % Math.max(1, targets.length));
    else if (event.key === 'ArrowUp') setChosen((chosen + targets.length - 1) % Math.max(1, targets.length));
    else if (event.key === 'Enter') void open(targets[chosen]);
    else return;
    event.preventDefault();
  }

  return (
    <ModalDialog title="Jump to" onClose={props.onClose}>
      <div className="stack-16">
        <input
          className="input"
          autoFocus
          role="combobox"
          aria-label="Room or person"
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
      </div>
      <div className="list" role="listbox" id="switcher-list" aria-label="Rooms and people">
        {targets.map((target, index) => (
          <div
            key={target.key}
            id={`switch-${target.key}`}
            role="option"
            tabIndex={-1}
            className={index === chosen ? 'row here' : 'row'}
            aria-selected={index === chosen}
            onPointerDown={() => void open(target)}
          >
            {target.accountId === undefined ? (
              <Hash size={18} aria-hidden="true" />
            ) : (
              <User size={18} aria-hidden="true" />
            )}
            <span className="n" dir="auto">
              {target.title}
            </span>
          </div>
        ))}
        {targets.length === 0 && <p className="muted">Nothing of that name.</p>}
      </div>
    </ModalDialog>
  );
}
