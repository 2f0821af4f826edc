import { useSyncExternalStore } from 'react';
import { browserStorage } from './browser-client.ts';

/** One person’s choices on this device. */
export interface Settings {
  readonly theme: 'system' | 'light' | 'dark';
  /** `normal` holds even where the system asks for more. */
  readonly contrast: 'system' | 'normal' | 'more';
  readonly motion: 'system' | 'less';
  readonly textSize: 'normal' | 'large' | 'larger';
  readonly density: 'comfortable' | 'compact';
  /** What Enter does in the composer; the other one takes Ctrl+Enter or Shift+Enter. */
  readonly enter: 'send' | 'newline';
  /** Where a room with unread messages opens. */
  readonly landing: 'unread' | 'newest';
  readonly showMembers: boolean;
  /** Screen readers hear new messages of the open room. */
  readonly announceMessages: boolean;
}

const defaults: Settings = {
  theme: 'system',
  contrast: 'system',
  motion: 'system',
  textSize: 'normal',
  density: 'comfortable',
  enter: 'send',
  landing: 'unread',
  showMembers: true,
  announceMessages: true,
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
  for (const name of ['theme', 'contrast', 'motion'] as const) {
    if (current[name] === 'system') delete dataset[name];
    else dataset[name] = current[name];
  }
  dataset.density = current.density;
  dataset.textSize = current.textSize;
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
