import { useSyncExternalStore } from 'react';
import type { RoomId } from '../../src-shared/base/ids.ts';

/** Where the page stands; kept behind `#`, so that back and forward work and nothing is asked of the host. */
export type Route =
  | { readonly kind: 'home' }
  | { readonly kind: 'claim'; readonly code: string }
  | { readonly kind: 'room'; readonly roomId: RoomId; readonly seq: number | undefined }
  | { readonly kind: 'host' };

function parse(hash: string): Route {
  const claim = /^#claim=([\w-]{1,128})$/.exec(hash);
  if (claim?.[1]) return { kind: 'claim', code: claim[1] };
  const room = /^#\/room\/([a-z0-9]{1,64})(?:\/(\d{1,15}))?$/.exec(hash);
  if (room?.[1]) {
    return {
      kind: 'room',
      roomId: room[1] as RoomId,
      seq: room[2] === undefined ? undefined : Number(room[2]),
    };
  }
  return hash === '#/host' ? { kind: 'host' } : { kind: 'home' };
}

let current = parse(location.hash);
const listeners = new Set<() => void>();

addEventListener('hashchange', () => {
  current = parse(location.hash);
  for (const listener of listeners) listener();
});

export function hashOf(route: Route): string {
  switch (route.kind) {
    case 'home':
      return '#/';
    case 'host':
      return '#/host';
    case 'claim':
      return `#claim=${route.code}`;
    case 'room':
      return `#/room/${route.roomId}${route.seq === undefined ? '' : `/${route.seq}`}`;
  }
}

export function goTo(route: Route, options: { replace: boolean } = { replace: false }): void {
  const hash = hashOf(route);
  if (!options.replace) {
    location.hash = hash;
    return;
  }
  history.replaceState(null, '', hash);
  current = route;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useRoute(): Route {
  return useSyncExternalStore(subscribe, () => current);
}
