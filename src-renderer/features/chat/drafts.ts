import type { RoomId } from '../../../src-shared/base/ids.ts';
import { browserStorage } from '../../state/browser-client.ts';
import type { Draft } from './writing.ts';

const listeners = new Set<() => void>();
const keyOf = (roomId: RoomId) => `hearth.draft.${roomId}`;

/** What was typed and not sent, room by room. Survives a reload. */
export function loadDraft(roomId: RoomId): Draft {
  try {
    const kept = JSON.parse(browserStorage.load(keyOf(roomId)) ?? '') as Partial<Draft>;
    return {
      text: typeof kept.text === 'string' ? kept.text : '',
      replyTo: typeof kept.replyTo === 'number' ? kept.replyTo : undefined,
    };
  } catch {
    // No draft, or one that cannot be read: begin with an empty one.
    return { text: '', replyTo: undefined };
  }
}

export function saveDraft(roomId: RoomId, draft: Draft): void {
  if (draft.text.trim() === '') browserStorage.remove(keyOf(roomId));
  else browserStorage.save(keyOf(roomId), JSON.stringify(draft));
  for (const listener of listeners) listener();
}

export function hasDraft(roomId: RoomId): boolean {
  return browserStorage.load(keyOf(roomId)) !== undefined;
}

export function onDraftChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
