import { type FormEvent, useState } from 'react';
import { limits } from '../../../src-shared/protocol/core/limits.ts';
import { useClient } from '../../state/client-context.tsx';
import { sentenceFor } from '../../state/errors.ts';
import { goTo } from '../../state/route.ts';
import { Field } from '../../ui/Field.tsx';
import { ModalDialog } from '../../ui/ModalDialog.tsx';

export function CreateRoomDialog(props: { onClose: () => void }) {
  const client = useClient();
  const [name, setName] = useState('');
  const [topic, setTopic] = useState('');
  const [visibility, setVisibility] = useState<'public' | 'private'>('public');
  const [error, setError] = useState<string>();

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    try {
      const { room } = await client.request('chat.createRoom', {
        kind: 'channel',
        name: name.trim(),
        visibility,
        ...(topic.trim() === '' ? {} : { topic: topic.trim() }),
      });
      props.onClose();
      goTo({ kind: 'room', roomId: room.roomId, seq: undefined });
    } catch (failure) {
      setError(sentenceFor(failure));
    }
  }

  return (
    <ModalDialog title="Create a room" onClose={props.onClose}>
      <form onSubmit={(event) => void submit(event)}>
        <Field
          label="Name"
          value={name}
          onChange={setName}
          maxLength={limits.roomNameCharacters}
          error={error}
          autoFocus
        />
        <Field
          label="Topic"
          value={topic}
          onChange={setTopic}
          maxLength={limits.roomTopicCharacters}
          hint="What it is for. May stay empty."
        />
        <fieldset className="choices">
          <legend>Who can join</legend>
          <label className="choice">
            <input
              type="radio"
              name="visibility"
              checked={visibility === 'public'}
              onChange={() => setVisibility('public')}
            />
            Everybody on this host
          </label>
          <label className="choice">
            <input
              type="radio"
              name="visibility"
              checked={visibility === 'private'}
              onChange={() => setVisibility('private')}
            />
            Only people brought in
          </label>
        </fieldset>
        <div className="acts">
          <button type="button" className="btn" onClick={props.onClose}>
            Cancel
          </button>
          <button type="submit" className="btn primary" disabled={name.trim() === ''}>
            Create room
          </button>
        </div>
      </form>
    </ModalDialog>
  );
}
