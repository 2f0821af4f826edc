import { type FormEvent, useState } from 'react';
import { goTo } from '../../state/route.ts';
import { Field } from '../../ui/Field.tsx';

/** For whoever sits at the host’s own screen and has the code, but not the link. */
export function ClaimCodeForm(props: { onBack: () => void }) {
  const [code, setCode] = useState('');
  const [error, setError] = useState<string>();

  function submit(event: FormEvent): void {
    event.preventDefault();
    // The whole link is as good as the code in it.
    const wanted = /(?:claim=)?([\w-]{1,128})$/.exec(code.trim())?.[1];
    if (wanted === undefined) setError('Type the code as the host shows it.');
    else goTo({ kind: 'claim', code: wanted });
  }

  return (
    <form className="join-form" onSubmit={submit} noValidate>
      <Field
        label="Code"
        value={code}
        onChange={setCode}
        hint="The host prints it where it was started, behind “claim=”. It works once."
        error={error}
        autoFocus
      />
      <button type="submit" className="btn primary big wide">
        Set up this host
      </button>
      <p className="other-ways">
        <button type="button" className="textlink" onClick={props.onBack}>
          Back
        </button>
      </p>
    </form>
  );
}
