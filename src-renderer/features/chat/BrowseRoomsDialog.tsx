import { Hash } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ListedRoom } from '../../../src-shared/protocol/chat/entities.ts';
import { useClient } from '../../state/client-context.tsx';
import { sentenceFor } from '../../state/errors.ts';
import { goTo } from '../../state/route.ts';
import { Field } from '../../ui/Field.tsx';
import { ModalDialog } from '../../ui/ModalDialog.tsx';
import { fuzzyScore } from './fuzzy.ts';

/** Public rooms: look in, or join. */
export function BrowseRoomsDialog(props: { onClose: () => void }) {
  const client = useClient();
  const [rooms, setRooms] = useState<readonly ListedRoom[]>();
  const [filter, setFilter] = useState('');
  const [error, setError] = useState<string>();

  useEffect(() => {
    let isCurrent = true;
    client.request('chat.listRooms', {}).then(
      (answer) => {
        if (isCurrent) setRooms(answer.rooms);
      },
      (failure: unknown) => {
        if (isCurrent) setError(sentenceFor(failure));
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [client]);

  function open(room: ListedRoom): void {
    props.onClose();
    goTo({ kind: 'room', roomId: room.roomId, seq: undefined });
  }

  async function join(room: ListedRoom): Promise<void> {
    try {
      await client.request('chat.joinRoom', { roomId: room.roomId });
      open(room);
    } catch (failure) {
      setError(sentenceFor(failure));
    }
  }

  const shown = (rooms ?? []).filter(
    (room) => room.kind === 'channel' && fuzzyScore(filter.trim(), room.name ?? '') !== undefined,
  );
  return (
    <ModalDialog title="Browse rooms" wide onClose={props.onClose}>
      <div className="stack-16">
        <Field label="Find a room" value={filter} onChange={setFilter} error={error} autoFocus />
      </div>
      <ul className="list">
        {shown.map((room) => (
          <li key={room.roomId} className="row">
            <Hash size={18} aria-hidden="true" />
            <span className="n" dir="auto">
              {room.name}
              <span className="muted">
                {' '}
                · {room.memberCount === 1 ? '1 person' : `${room.memberCount} people`}
              </span>
            </span>
            <button type="button" className="btn small quiet" onClick={() => open(room)}>
              {room.joined ? 'Open' : 'Look in'}
            </button>
            {!room.joined && (
              <button type="button" className="btn small" onClick={() => void join(room)}>
                Join
              </button>
            )}
          </li>
        ))}
        {rooms !== undefined && shown.length === 0 && <li className="muted">No room of that name.</li>}
      </ul>
    </ModalDialog>
  );
}
