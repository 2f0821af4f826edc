import { browserStorage } from '../../state/browser-client.ts';

const storageKey = 'hearth.recentEmoji';
const quickSet = ['👍', '❤️', '😂', '🎉', '🔥', '👀', '✅', '🙏'];

/** Eight emoji that are offered at once: the last used ones, filled up with the quick set. */
export function quickEmoji(): readonly string[] {
  const all = new Set([...load(), ...quickSet]);
  return [...all].slice(0, quickSet.length);
}

export function rememberEmoji(emoji: string): void {
  const recent = [emoji, ...load().filter((other) => other !== emoji)].slice(0, quickSet.length);
  browserStorage.save(storageKey, JSON.stringify(recent));
}

function load(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(browserStorage.load(storageKey) ?? '[]');
    return Array.isArray(kept) ? kept.filter((emoji) => typeof emoji === 'string') : [];
  } catch {
    // Edited by hand; begin anew.
    return [];
  }
}
