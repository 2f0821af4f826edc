import { Avatar } from '../../ui/Avatar.tsx';

/** The hearth of the join page: a flame under the arch, and along its sill whoever is here. Decoration. */
export function Arch(props: { names: readonly string[] }) {
  return (
    <div className="arch" aria-hidden="true">
      <svg viewBox="0 0 32 32" width="76" height="76">
        <path
          className="flame"
          d="M16.6 4.2c.7 5.6 7.4 9 7.4 16a8 8 0 0 1-16 0c0-3.7 1.9-6.1 3.8-8.3.5 2.3 1.3 3.7 2.9 4.4-1-4.6-.5-8.7 1.9-12.1Z"
        />
        <path
          className="core"
          d="M16.2 17.2c.2 2 2.8 3 2.8 5.8a3 3 0 0 1-6 0c0-1.4.7-2.3 1.4-3.1.2.9.5 1.3 1.1 1.6-.3-1.7-.1-3.1.7-4.3Z"
        />
      </svg>
      <span className="seat">
        {props.names.map((name) => (
          <Avatar key={name} id={name} name={name} />
        ))}
      </span>
    </div>
  );
}
