import type { HostAddress } from '../../src-shared/protocol/manager/operations.ts';
import type { SessionScope } from '../components/account/index.ts';
import { createHost, type HostDependencies, type HostParts } from './create-host.ts';
import { startControl } from './control.ts';

/** What the desktop shell shows of the host in its tray. */
export interface HostState {
  readonly hostName: string;
  readonly claimed: boolean;
  readonly open: boolean;
  readonly online: number;
}

/** A running host. */
export interface Host {
  readonly port: number;
  readonly parts: HostParts;
  readonly addresses: readonly HostAddress[];
  /** The one-time code that makes an owner; undefined once there is one. */
  readonly claimCode: string | undefined;
  /** A one-time ticket that signs a window of the desktop app in; `chat` without power over the host. */
  issueTicket(scope: SessionScope): string;
  readonly state: HostState;
  setOpen(open: boolean): void;
  /** Everything that does not agree with itself: files, chains, versions, memory; empty when all is well. */
  verify(): Promise<readonly string[]>;
  /** Stops accepting, tells clients, drains, closes in reverse order. Safe to call twice. */
  close(): Promise<void>;
}

/** Starts a host; on return every listener is bound and everything recent is in memory. */
export async function startHost(dependencies: HostDependencies): Promise<Host> {
  const parts = await createHost(dependencies);
  const { config, log } = dependencies;
  try {
    const { port } = await parts.gateway.listen({ port: config.port, bind: config.bind });
    parts.addresses.setPort(port);
    const verify = () => verifyHost(parts);
    parts.lifetime.own(await startControl({ folder: config.dataFolder, verify, log }));
    if (config.limitProfile === 'open') log.warn('rates and socket caps of single clients are lifted');
    log.info('host is on', { port });
    let closing: Promise<void> | undefined;
    return {
      port,
      parts,
      get addresses() {
        return parts.addresses.list();
      },
      get claimCode() {
        return parts.account.claimed ? undefined : parts.account.tickets.claimCode();
      },
      issueTicket: (scope) => parts.account.tickets.issueForDesktop(scope),
      get state() {
        return {
          hostName: parts.account.host.hostName,
          claimed: parts.account.claimed,
          open: parts.open.isOpen,
          online: parts.online(),
        };
      },
      setOpen: (open) => parts.open.set(open),
      verify,
      close() {
        closing ??= closeHost(parts);
        return closing;
      },
    };
  } catch (error) {
    await parts.lifetime.close();
    throw error;
  }
}

async function verifyHost(parts: HostParts): Promise<readonly string[]> {
  return [...(await parts.storage.verify()), ...(await parts.chat.verify())];
}

async function closeHost(parts: HostParts): Promise<void> {
  await parts.gateway.drain();
  for (const component of parts.components.toReversed()) await component.drain();
  await parts.storage.settle();
  await parts.lifetime.close();
}
