import { createContext, useContext } from 'react';

/** Says one sentence to screen readers, soon and politely. */
export type Announce = (sentence: string) => void;

export const AnnounceContext = createContext<Announce>(() => undefined);

export function useAnnounce(): Announce {
  return useContext(AnnounceContext);
}
