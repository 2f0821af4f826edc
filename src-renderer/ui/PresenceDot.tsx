/** Disc, moon, bar or ring: the shape says it as well as the colour. The words stand beside the name. */
export function PresenceDot(props: { presence: 'online' | 'idle' | 'offline' }) {
  return (
    <span className={`pres ${props.presence}`} aria-hidden="true">
      <svg viewBox="0 0 10 10" aria-hidden="true">
        {props.presence === 'online' && <circle cx="5" cy="5" r="5" fill="currentColor" />}
        {props.presence === 'idle' && (
          <path d="M8.8 6.6A4.6 4.6 0 1 1 4.2.6a3.7 3.7 0 0 0 4.6 6Z" fill="currentColor" />
        )}
        {props.presence === 'offline' && (
          <circle cx="5" cy="5" r="3.8" fill="none" stroke="currentColor" strokeWidth="2" />
        )}
      </svg>
    </span>
  );
}
