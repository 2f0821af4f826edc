import { axisTop, type Bar } from './panel-words.ts';

const height = 192;
const floor = 168;
const axisRoom = 36;

interface BarPlotProps {
  /** “Messages per minute”; the plot’s text begins with it. */
  readonly title: string;
  readonly bars: readonly Bar[];
  readonly now: number;
  readonly width: number;
}

/** Bars over the last two hours: pale with an ember cap, the highest one in words, the axis at the right. */
export function BarPlot(props: BarPlotProps) {
  const { bars, width } = props;
  const inner = width - axisRoom;
  const known = bars.filter((bar): bar is Bar & { value: number } => bar.value !== undefined);
  const peak = known.reduce<(Bar & { value: number }) | undefined>(
    (highest, bar) => (highest === undefined || bar.value > highest.value ? bar : highest),
    undefined,
  );
  const top = axisTop(peak?.value ?? 0);
  const step = inner / bars.length;
  const yOf = (value: number) => floor - (value / top) * floor;
  return (
    <svg
      className={width > 500 ? 'plot broad' : 'plot'}
      viewBox={`0 -14 ${width} ${height + 14}`}
      role="img"
      aria-label={textOf(props, peak)}
    >
      {[0, top / 2, top].map((value) => (
        <g key={value}>
          <line
            className={value === 0 ? 'base' : 'guide'}
            x1="0"
            x2={inner}
            y1={yOf(value) + 0.5}
            y2={yOf(value) + 0.5}
          />
          <text className="axis" x={inner + 8} y={yOf(value) + 4}>
            {value.toLocaleString()}
          </text>
        </g>
      ))}
      {bars.map((bar, index) => (
        <OneBar
          key={bar.atMs}
          bar={bar}
          x={index * step + 1}
          width={step - 2}
          y={yOf(bar.value ?? 0)}
          isPeak={bar === peak}
        />
      ))}
      {peak && peak.value > 0 && (
        <text
          className="peak"
          x={Math.min(Math.max(bars.indexOf(peak) * step + step / 2, 34), inner - 34)}
          y={yOf(peak.value) - 7}
          textAnchor="middle"
        >
          {peak.value.toLocaleString()} at {timeOf(peak.atMs)}
        </text>
      )}
      {[0, 1 / 3, 2 / 3].map((part) => (
        <text key={part} className="axis" x={inner * part} y={floor + 18}>
          {timeOf(bars[Math.floor(bars.length * part)]?.atMs ?? 0)}
        </text>
      ))}
      <text className="axis" x={inner} y={floor + 18} textAnchor="end">
        now
      </text>
    </svg>
  );
}

function OneBar(props: { bar: Bar; x: number; y: number; width: number; isPeak: boolean }) {
  const { bar, x, y, width } = props;
  if (bar.value === undefined || bar.value === 0) return null;
  return (
    <>
      <rect
        className={props.isPeak ? 'bar highest' : 'bar'}
        x={x}
        y={y}
        width={width}
        height={floor - y}
        rx="1.5"
      />
      <rect className="cap" x={x} y={y} width={width} height="2.5" rx="1.2" />
    </>
  );
}

/** The same in words, for whoever does not see the bars. */
function textOf(props: BarPlotProps, peak: (Bar & { value: number }) | undefined): string {
  if (!peak) return `${props.title}: nothing was counted yet.`;
  const lowest = Math.min(...props.bars.flatMap((bar) => bar.value ?? []));
  return `${props.title}, last two hours. Lowest ${lowest}, highest ${peak.value} at ${timeOf(peak.atMs)}, now ${props.now}.`;
}

function timeOf(atMs: number): string {
  return new Date(atMs).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
}
