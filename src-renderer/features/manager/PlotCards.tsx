import type { HostStatus } from '../../../src-shared/protocol/manager/operations.ts';
import { BarPlot } from './BarPlot.tsx';
import { barsOf } from './panel-words.ts';

/** How lively it is: messages per minute and connections over the last two hours. */
export function PlotCards(props: { status: HostStatus; nowMs: number }) {
  const { status, nowMs } = props;
  const { samples } = status;
  // The present minute is not over, so the one before it tells more.
  const messagesNow = Math.max(samples.at(-1)?.messages ?? 0, samples.at(-2)?.messages ?? 0);
  return (
    <>
      <section className="card wide-7" aria-labelledby="messages-plot" id="activity" tabIndex={-1}>
        <PlotHead id="messages-plot" title="Messages per minute" now={messagesNow} />
        <BarPlot
          title="Messages per minute"
          bars={barsOf(samples, nowMs, (sample) => sample.messages)}
          now={messagesNow}
          width={556}
        />
      </section>
      <section className="card wide-5" aria-labelledby="connections-plot">
        <PlotHead id="connections-plot" title="Connections" now={status.connections} />
        <BarPlot
          title="Connections"
          bars={barsOf(samples, nowMs, (sample) => sample.connections)}
          now={status.connections}
          width={396}
        />
      </section>
    </>
  );
}

function PlotHead(props: { id: string; title: string; now: number }) {
  return (
    <div className="card-head">
      <div>
        <h2 id={props.id}>{props.title}</h2>
        <p className="sub">Last two hours</p>
      </div>
      <p className="figure">
        {props.now.toLocaleString()} <span>now</span>
      </p>
    </div>
  );
}
