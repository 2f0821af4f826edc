import { Check, TriangleAlert } from 'lucide-react';
import type { HostStatus } from '../../../src-shared/protocol/manager/operations.ts';
import type { Health } from '../../../src-shared/protocol/system/operations.ts';
import { durationWords } from '../../state/time-words.ts';
import { bytesWords, partTitle } from './panel-words.ts';

/** What the light is made of: each part as a fact at the left and its number at the right. */
export function HealthCard(props: { status: HostStatus; health: Health; nowMs: number }) {
  const { status, health } = props;
  return (
    <section className="card wide-5" aria-labelledby="health-title">
      <h2 id="health-title">Health</h2>
      <ul className="checks">
        {health.parts.map((part) => (
          <Row
            key={part.name}
            isWell={part.state === 'healthy'}
            title={partTitle(part.name)}
            fact={part.name === 'Disk' ? bytesWords(status.freeBytes) : (part.fact ?? '')}
          />
        ))}
        <Row
          isWell
          title="Running without a break"
          fact={durationWords(props.nowMs - Date.parse(status.startedAt))}
        />
        <Row isWell title="Talking to the internet" fact="never" />
      </ul>
    </section>
  );
}

function Row(props: { isWell: boolean; title: string; fact: string }) {
  const Icon = props.isWell ? Check : TriangleAlert;
  return (
    <li className={props.isWell ? undefined : 'ill'}>
      <Icon size={16} strokeWidth={2.25} aria-hidden="true" />
      <span>
        {props.title}
        {!props.isWell && <span className="sr">: needs you</span>}
      </span>
      <span className="value">{props.fact}</span>
    </li>
  );
}
