/** A small line over the last hour, with its newest and highest value in words. */
export function Plot(props: { title: string; values: readonly number[]; unit: string }) {
  const { title, values, unit } = props;
  const highest = Math.max(1, ...values);
  const latest = values.at(-1) ?? 0;
  const step = values.length > 1 ? 100 / (values.length - 1) : 100;
  const points = values.map(
    (value, index) => `${(index * step).toFixed(2)},${(30 - (value / highest) * 28).toFixed(2)}`,
  );
  return (
    <section className="card wide-4" aria-label={title}>
      <h2>{title}</h2>
      <p className="sub tn">
        {latest.toLocaleString()}
        {unit} now, {highest.toLocaleString()}
        {unit} at most
      </p>
      <svg className="plot" viewBox="0 0 100 32" preserveAspectRatio="none" aria-hidden="true">
        <polyline
          points={points.join(' ')}
          fill="none"
          stroke="currentColor"
          strokeWidth="1.5"
          vectorEffect="non-scaling-stroke"
        />
      </svg>
    </section>
  );
}
