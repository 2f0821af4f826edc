import { type FormEvent, useState } from 'react';
import { limits } from '../../../src-shared/protocol/core/limits.ts';
import { useClient, useReplica } from '../../state/client-context.tsx';
import { sentenceFor } from '../../state/errors.ts';
import { Field } from '../../ui/Field.tsx';
import { showToast } from '../../ui/toasts.ts';

/** A new password; every other device is signed out by it. Guests have none. */
export function PasswordForm() {
  const client = useClient();
  const kind = useReplica((replica) => replica.account?.kind);
  const [password, setPassword] = useState('');
  const [newPassword, setNewPassword] = useState('');
  const [error, setError] = useState<{ readonly field: 'old' | 'new'; readonly text: string }>();
  const [isBusy, setIsBusy] = useState(false);
  if (kind !== 'member') return null;

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (isBusy) return;
    if (password === '') return setError({ field: 'old', text: 'Type your present password first.' });
    if (newPassword.length < limits.passwordCharacters.min) {
      const text = `The new password needs at least ${limits.passwordCharacters.min} characters.`;
      return setError({ field: 'new', text });
    }
    setIsBusy(true);
    try {
      await client.request('account.changePassword', { password, newPassword });
      setPassword('');
      setNewPassword('');
      setError(undefined);
      showToast('The password is changed. Your other devices are signed out.');
    } catch (failure) {
      setError({ field: 'old', text: sentenceFor(failure) });
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <form className="part" onSubmit={(event) => void save(event)} noValidate>
      <h3 className="section-title">Change password</h3>
      <Field
        label="Present password"
        value={password}
        onChange={setPassword}
        autoComplete="current-password"
        error={error?.field === 'old' ? error.text : undefined}
        secret
      />
      <Field
        label="New password"
        value={newPassword}
        onChange={setNewPassword}
        autoComplete="new-password"
        hint={`At least ${limits.passwordCharacters.min} characters. Your other devices are signed out.`}
        error={error?.field === 'new' ? error.text : undefined}
        secret
      />
      <div className="acts">
        <button type="submit" className="btn" disabled={isBusy}>
          Change password
        </button>
      </div>
    </form>
  );
}
