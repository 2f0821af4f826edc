import { ArrowLeft } from 'lucide-react';
import { useEffect } from 'react';
import { administration } from '../../bridge/administration.ts';
import { useHostNow } from '../../state/client-context.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { RowSkeleton } from '../../ui/Skeleton.tsx';
import { ComputerCard } from './ComputerCard.tsx';
import { ConnectionsCard } from './ConnectionsCard.tsx';

import { HealthCard } from './HealthCard.tsx';
import { Hero } from './Hero.tsx';
import { backToChat, HostSidebar } from './HostSidebar.tsx';
import { InviteCard } from './InviteCard.tsx';
import { PlotCards } from './PlotCards.tsx';
import { StorageCards } from './StorageCards.tsx';
import { usePanel } from './use-panel.ts';

/** The host on one screen: is it on, how do others get in, who is there, how is it doing, where does it lie. */
export function HostPanel() {
  const { panel, error, look } = usePanel();
  const nowMs = useHostNow(10_000);
  const hostName = panel?.status.hostName ?? 'Hearth';
  useEffect(() => {
    document.title = `Host home · ${hostName}`;
  }, [hostName]);

  return (
    <div className="app two host-home">
      <HostSidebar hostName={hostName} />
      <main className="sheet" aria-label="Host home">
        <div className="head phone-only">
          <IconButton icon={ArrowLeft} label="Back to the rooms" size={20} onPress={backToChat} />
          <b>Host home</b>
        </div>
        <div className="scroll" id="host-home" tabIndex={-1}>
          {panel ? (
            <div className="page">
              <Hero panel={panel} nowMs={nowMs} error={error} look={look} />
              <InviteCard status={panel.status} />
              <HealthCard status={panel.status} health={panel.health} nowMs={nowMs} />
              <ConnectionsCard
                people={panel.peopleConnected}
                connections={panel.connections}
                total={panel.connectionsTotal}
                nowMs={nowMs}
                look={look}
              />
              <PlotCards status={panel.status} nowMs={nowMs} />
              <StorageCards status={panel.status} />
              {administration && <ComputerCard bridge={administration} />}
            </div>
          ) : error === undefined ? (
            <RowSkeleton label="Loading the host’s figures" rows={6} />
          ) : (
            <div className="page">
              <Notice tone="bad" title={error} isAnswer />
            </div>
          )}
        </div>
      </main>
    </div>
  );
}
