import { useSyncExternalStore } from 'react';
import { browserStorage } from './browser-client.ts';

/** One person’s choices on this device. */
export interface Settings {
  readonly theme: 'system' | 'light' | 'dark';
  readonly density: 'comfortable' | 'compact';
  /** What Enter does in the composer; the other one takes Ctrl+Enter or Shift+Enter. */
  readonly enter: 'send' | 'newline';
  /** Where a room with unread messages opens. */
  readonly landing: 'unread' | 'newest';
  readonly showMembers: boolean;
}

const defaults: Settings = {
  theme: 'system',
  density: 'comfortable',
  enter: 'send',
  landing: 'unread',
  showMembers: true,
};
const storageKey = 'hearth.settings';
const listeners = new Set<() => void>();
let current = load();

function load(): Settings {
  try {
    const kept = JSON.parse(browserStorage.load(storageKey) ?? '{}') as Partial<Settings>;
    return { ...defaults, ...kept };
  } catch {
    // Somebody edited them by hand; the defaults are fine.
    return defaults;
  }
}

export function applySettings(): void {
  const { dataset } = document.documentElement;
  if (current.theme === 'system') delete dataset.theme;
  else dataset.theme = current.theme;
  dataset.density = current.density;
}

export function changeSettings(change: Partial<Settings>): void {
  current = { ...current, ...change };
  browserStorage.save(storageKey, JSON.stringify(current));
  applySettings();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useSettings(): Settings {
  return useSyncExternalStore(subscribe, () => current);
}
