import { useId } from 'react';

/** One of a few, each in words; arrow keys change it. */
export function Choice<Value extends string>(props: {
  title: string;
  hint?: string;
  value: Value;
  options: readonly (readonly [Value, string])[];
  onChange: (value: Value) => void;
}) {
  const id = useId();
  return (
    <fieldset className="choices" aria-describedby={props.hint === undefined ? undefined : `${id}-hint`}>
      <legend>{props.title}</legend>
      {props.options.map(([value, label]) => (
        <label key={value} className="choice">
          <input
            type="radio"
            name={id}
            checked={props.value === value}
            onChange={() => props.onChange(value)}
          />
          {label}
        </label>
      ))}
      {props.hint !== undefined && (
        <p className="hint" id={`${id}-hint`}>
          {props.hint}
        </p>
      )}
    </fieldset>
  );
}
