import { type FormEvent, useEffect, useState } from 'react';
import type { RoomState } from '../../../src-shared/client/contract.ts';
import { limits } from '../../../src-shared/protocol/core/limits.ts';
import type { Profile } from '../../../src-shared/protocol/profile/entities.ts';
import { useClient, useReplica } from '../../state/client-context.tsx';
import { Field } from '../../ui/Field.tsx';
import { ModalDialog } from '../../ui/ModalDialog.tsx';

interface RoomInfoDialogProps {
  readonly room: RoomState;
  readonly title: string;
  readonly run: (work: Promise<unknown>) => void;
  readonly onClose: () => void;
  readonly onLeft: () => void;
}

/** Name, topic, people to bring in, and leaving. */
export function RoomInfoDialog(props: RoomInfoDialogProps) {
  const { room, run } = props;
  const { roomId, kind } = room.room;
  const client = useClient();
  const viewer = useReplica((replica) => replica.account);
  const myRole = room.members?.find((member) => member.accountId === viewer?.accountId)?.role;
  const mayChange =
    kind !== 'direct' && (myRole === 'owner' || myRole === 'moderator' || viewer?.role === 'owner');
  const [name, setName] = useState(room.room.name ?? '');
  const [topic, setTopic] = useState(room.room.topic ?? '');

  function save(event: FormEvent): void {
    event.preventDefault();
    run(client.request('chat.updateRoom', { roomId, name: name.trim(), topic: topic.trim() }));
    props.onClose();
  }

  return (
    <ModalDialog title={props.title} onClose={props.onClose}>
      <p>
        {room.room.memberCount === 1 ? '1 person' : `${room.room.memberCount} people`} ·{' '}
        {room.room.visibility === 'public' ? 'everybody on this host can join' : 'only people brought in'}
      </p>
      {mayChange && (
        <form onSubmit={save}>
          <Field label="Name" value={name} onChange={setName} maxLength={limits.roomNameCharacters} />
          <Field label="Topic" value={topic} onChange={setTopic} maxLength={limits.roomTopicCharacters} />
          <div className="acts">
            <button type="submit" className="btn primary" disabled={name.trim() === ''}>
              Save
            </button>
          </div>
        </form>
      )}
      {kind !== 'direct' && room.joined && <AddPeople room={room} run={run} />}
      {kind !== 'direct' && room.joined && (
        <div className="acts">
          <button
            type="button"
            className="btn"
            onClick={() => {
              run(client.request('chat.leaveRoom', { roomId }).then(props.onLeft));
              props.onClose();
            }}
          >
            Leave this room
          </button>
        </div>
      )}
    </ModalDialog>
  );
}

function AddPeople(props: { room: RoomState; run: (work: Promise<unknown>) => void }) {
  const client = useClient();
  const [text, setText] = useState('');
  const [found, setFound] = useState<readonly Profile[]>([]);
  const { roomId } = props.room.room;
  const present = new Set((props.room.members ?? []).map((member) => member.accountId));

  useEffect(() => {
    if (text.trim() === '') return;
    let isCurrent = true;
    client.request('profile.find', { text: text.trim(), limit: 8 }).then(
      (answer) => {
        if (isCurrent) setFound(answer.profiles);
      },
      () => undefined,
    );
    return () => {
      isCurrent = false;
    };
  }, [client, text]);

  return (
    <div className="stack-16">
      <Field label="Bring somebody in" value={text} onChange={setText} />
      <ul className="list">
        {(text.trim() === '' ? [] : found)
          .filter((profile) => !present.has(profile.accountId))
          .map((profile) => (
            <li key={profile.accountId} className="row">
              <span className="n" dir="auto">
                {profile.displayName}
              </span>
              <button
                type="button"
                className="btn small"
                onClick={() =>
                  props.run(client.request('chat.addMember', { roomId, accountId: profile.accountId }))
                }
              >
                Add
              </button>
            </li>
          ))}
      </ul>
    </div>
  );
}
