import { type FormEvent, useState } from 'react';
import { useClient } from '../../state/client-context.tsx';
import { sentenceFor } from '../../state/errors.ts';
import { Field } from '../../ui/Field.tsx';
import { ModalDialog } from '../../ui/ModalDialog.tsx';
import { showToast } from '../../ui/toasts.ts';

/** The host’s name, as the join page shows it. */
export function RenameDialog(props: { hostName: string; onClose: () => void; onDone: () => void }) {
  const client = useClient();
  const [name, setName] = useState(props.hostName);
  const [error, setError] = useState<string>();

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    const wanted = name.trim();
    if (wanted === '') return setError('Give the host a name.');
    try {
      const { hostName } = await client.request('manager.rename', { hostName: wanted });
      showToast(`The host is called ${hostName} now.`);
      props.onDone();
      props.onClose();
    } catch (failure) {
      setError(sentenceFor(failure));
    }
  }

  return (
    <ModalDialog title="Rename this host" onClose={props.onClose}>
      <form onSubmit={(event) => void save(event)} noValidate>
        <Field
          label="Host name"
          value={name}
          onChange={setName}
          maxLength={64}
          hint="What others see when they join."
          error={error}
          autoFocus
        />
        <div className="acts">
          <button type="button" className="btn" onClick={props.onClose}>
            Cancel
          </button>
          <button type="submit" className="btn primary">
            Rename
          </button>
        </div>
      </form>
    </ModalDialog>
  );
}
