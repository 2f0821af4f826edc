/** Widths of the bars in per cent, so that the page looks like the one that comes. */
const messageBars: readonly (readonly number[])[] = [
  [22, 70],
  [30, 88, 46],
  [18, 58],
  [26, 76, 34],
  [20, 64],
  [28, 82, 52],
];
const rowBars: readonly number[] = [58, 72, 44, 66, 50, 38];

/** Stands in for messages on their way; shown only when they take longer than 300 ms. */
export function MessageSkeleton(props: { rows?: number }) {
  return (
    <div className="skeleton" role="status">
      <span className="sr">Loading messages</span>
      {messageBars.slice(0, props.rows ?? 4).map(([name, ...lines]) => (
        <div className="skeleton-message" key={name} aria-hidden="true">
          <i className="bar tile" />
          <div>
            <i className="bar" style={{ width: `${name}%` }} />
            {lines.map((width) => (
              <i key={width} className="bar line" style={{ width: `${width}%` }} />
            ))}
          </div>
        </div>
      ))}
    </div>
  );
}

/** Stands in for rows of a list (rooms, people, sessions) on their way, likewise only after 300 ms. */
export function RowSkeleton(props: { label: string; rows?: number; tiles?: boolean }) {
  return (
    <div className="skeleton" role="status">
      <span className="sr">{props.label}</span>
      {rowBars.slice(0, props.rows ?? 4).map((width) => (
        <div className="skeleton-row" key={width} aria-hidden="true">
          {props.tiles && <i className="bar tile small" />}
          <i className="bar" style={{ width: `${width}%` }} />
        </div>
      ))}
    </div>
  );
}
