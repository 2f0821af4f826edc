import { Eye, EyeOff } from 'lucide-react';
import { type HTMLInputAutoCompleteAttribute, useId, useState } from 'react';
import { IconButton } from './IconButton.tsx';

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  readonly autoFocus?: boolean | undefined;
  readonly autoComplete?: HTMLInputAutoCompleteAttribute | undefined;
  readonly maxLength?: number | undefined;
  readonly secret?: boolean | undefined;
}

/** A labelled field; what is wrong with it stands below, and is read out when it appears. */
export function Field(props: FieldProps) {
  const id = useId();
  const [shown, setShown] = useState(false);
  const note = props.error ?? props.hint;
  return (
    <div className="field">
      <label htmlFor={id}>{props.label}</label>
      <div className={props.secret ? 'with-end' : undefined}>
        <input
          id={id}
          className="input"
          type={props.secret && !shown ? 'password' : 'text'}
          value={props.value}
          autoFocus={props.autoFocus}
          autoComplete={props.autoComplete ?? 'off'}
          maxLength={props.maxLength}
          aria-invalid={props.error !== undefined}
          aria-describedby={note === undefined ? undefined : `${id}-note`}
          dir="auto"
          onChange={(event) => props.onChange(event.target.value)}
        />
        {props.secret && (
          <IconButton
            icon={shown ? EyeOff : Eye}
            label={shown ? 'Hide password' : 'Show password'}
            pressed={shown}
            onPress={() => setShown(!shown)}
          />
        )}
      </div>
      {note !== undefined && (
        <p
          id={`${id}-note`}
          className={props.error === undefined ? 'hint' : 'hint bad'}
          role={props.error ? 'alert' : undefined}
        >
          {note}
        </p>
      )}
    </div>
  );
}
