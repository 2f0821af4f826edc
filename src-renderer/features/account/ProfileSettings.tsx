import { type FormEvent, useState } from 'react';
import { limits } from '../../../src-shared/protocol/core/limits.ts';
import { useClient, useReplica } from '../../state/client-context.tsx';
import { freeNameIn, sentenceFor } from '../../state/errors.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Field } from '../../ui/Field.tsx';
import { showToast } from '../../ui/toasts.ts';

const roleWords = {
  owner: 'You run this host',
  admin: 'You help to run this host',
  moderator: 'You keep order here',
  member: 'You have an account here',
  guest: 'You are here as a guest, with a nickname',
} as const;

/** The name that others see. */
export function ProfileSettings() {
  const client = useClient();
  const account = useReplica((replica) => replica.account);
  const [name, setName] = useState(account?.displayName ?? '');
  const [error, setError] = useState<unknown>();
  const [isBusy, setIsBusy] = useState(false);
  if (!account) return null;
  const suggestion = freeNameIn(error);
  const isUnchanged = name.trim() === '' || name.trim() === account.displayName;

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (isUnchanged || isBusy) return;
    setIsBusy(true);
    try {
      const { profile } = await client.request('profile.update', { displayName: name.trim() });
      setName(profile.displayName);
      setError(undefined);
      showToast(`Others see you as ${profile.displayName} now.`);
    } catch (failure) {
      setError(failure);
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <form onSubmit={(event) => void save(event)} noValidate>
      <div className="who-am-i">
        <Avatar id={account.accountId} name={name.trim() === '' ? account.displayName : name} />
        <p>
          <b dir="auto">{account.displayName}</b>
          <span>{roleWords[account.role]}</span>
        </p>
      </div>
      <Field
        label="Your name"
        value={name}
        onChange={setName}
        maxLength={limits.displayNameCharacters}
        hint="Others see this name."
        error={error === undefined ? undefined : sentenceFor(error)}
      />
      {suggestion !== undefined && (
        <button type="button" className="btn" onClick={() => setName(suggestion)}>
          Use “{suggestion}”
        </button>
      )}
      <div className="acts">
        <button type="submit" className="btn primary" disabled={isUnchanged || isBusy}>
          Save name
        </button>
      </div>
    </form>
  );
}
