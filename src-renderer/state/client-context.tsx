import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import type { AccountId, RoomId } from '../../src-shared/base/ids.ts';
import type { Client, ClientState, ReplicaState, RoomState } from '../../src-shared/client/contract.ts';
import type { Profile } from '../../src-shared/protocol/profile/entities.ts';

const ClientContext = createContext<Client | undefined>(undefined);

export function ClientProvider(props: { client: Client; children: ReactNode }) {
  return <ClientContext value={props.client}>{props.children}</ClientContext>;
}

export function useClient(): Client {
  const client = useContext(ClientContext);
  if (!client) throw new Error('useClient outside of ClientProvider');
  return client;
}

/** A part of the replica. `select` must return something held in it, so that an unchanged part is the same object. */
export function useReplica<Part>(select: (replica: ReplicaState) => Part): Part {
  const client = useClient();
  const subscribe = useCallback((listener: () => void) => client.subscribe(listener), [client]);
  return useSyncExternalStore(subscribe, () => select(client.replica));
}

export function useClientState(): ClientState {
  const client = useClient();
  const subscribe = useCallback((listener: () => void) => client.subscribe(listener), [client]);
  return useSyncExternalStore(subscribe, () => client.state);
}

export function useRoom(roomId: RoomId | undefined): RoomState | undefined {
  return useReplica((replica) => (roomId === undefined ? undefined : replica.rooms.get(roomId)));
}

export function useProfile(accountId: AccountId | undefined): Profile | undefined {
  const client = useClient();
  useEffect(() => {
    if (accountId !== undefined) client.wantProfiles([accountId]);
  }, [client, accountId]);
  return useReplica((replica) => (accountId === undefined ? undefined : replica.profiles.get(accountId)));
}

/** The time now, told again every `periodMs` while the component is there. */
export function useNow(periodMs: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), periodMs);
    return () => clearInterval(timer);
  }, [periodMs]);
  return now;
}

/** The time now by the host’s clock, which all times on the wire go by. */
export function useHostNow(periodMs: number): number {
  return useNow(periodMs) + useClient().clockOffsetMs;
}

/** The newest value of something, for listeners that outlive a render. */
export function useLatest<Value>(value: Value): { readonly current: Value } {
  const latest = useRef(value);
  useLayoutEffect(() => {
    latest.current = value;
  });
  return latest;
}
