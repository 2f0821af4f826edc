import { ArrowLeft, ChartColumn, Flame, HardDrive, type LucideIcon, Users } from 'lucide-react';
import { administration } from '../../bridge/administration.ts';
import { useReplica } from '../../state/client-context.tsx';
import { goTo } from '../../state/route.ts';
import { Avatar } from '../../ui/Avatar.tsx';

const parts: readonly (readonly [string, string, LucideIcon])[] = [
  ['host-home', 'Home', Flame],
  ['connected', 'Connected now', Users],
  ['activity', 'Activity', ChartColumn],
  ['storage', 'Storage and backup', HardDrive],
];

/** Back to where people talk; in the desktop’s administration window, its chat window. */
export function backToChat(): void {
  if (administration) void administration.openChat();
  else goTo({ kind: 'home' });
}

/** The way back, and the parts of the page. */
export function HostSidebar(props: { hostName: string }) {
  const account = useReplica((replica) => replica.account);
  const rooms = useReplica((replica) => replica.rooms);
  const mentions = [...rooms.values()].reduce((sum, room) => sum + room.mentions, 0);
  return (
    <section className="sidebar" aria-label="This host">
      <div className="host-head">
        <img src="/logo.svg" alt="" width="28" height="28" />
        <span className="cut">
          <span className="name cut" dir="auto">
            {props.hostName}
          </span>
          <span className="sub">You run this host</span>
        </span>
      </div>
      <nav aria-label="Host">
        <div className="rooms scroll">
          <button type="button" className="row" onClick={backToChat}>
            <ArrowLeft size={18} strokeWidth={1.75} aria-hidden="true" />
            <span className="n">Back to chat</span>
            {mentions > 0 && (
              <span className="pill">
                {mentions > 99 ? '99+' : mentions}
                <span className="sr"> for you</span>
              </span>
            )}
          </button>
          <div className="cat">
            <span>Host home</span>
          </div>
          <ul>
            {parts.map(([id, title, Icon]) => (
              <li key={id}>
                <button type="button" className="row" onClick={() => showPart(id)}>
                  <Icon size={18} strokeWidth={1.75} aria-hidden="true" />
                  <span className="n">{title}</span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      </nav>
      {account && (
        <div className="me">
          <Avatar id={account.accountId} name={account.displayName} />
          <span className="w">
            <b className="cut" dir="auto">
              {account.displayName}
            </b>
            <span>Owner</span>
          </span>
        </div>
      )}
    </section>
  );
}

/** Scrolls there and puts the focus there, so that the keyboard goes on from that part. */
function showPart(id: string): void {
  const part = document.getElementById(id);
  part?.scrollIntoView({ block: 'start' });
  part?.focus({ preventScroll: true });
}
