import { useEffect, useState, useSyncExternalStore } from 'react';
import type { RoomId } from '../../../src-shared/base/ids.ts';
import { loadDraft, saveDraft } from './drafts.ts';
import { Writing, type WritingState } from './writing.ts';

/** A draft is saved this long after the last key. */
const draftMs = 500;

/** What one writes in this room: begins with the draft, and keeps it as one goes. */
export function useWriting(roomId: RoomId): Writing {
  const [writing] = useState(() => new Writing(loadDraft(roomId)));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const keep = () => {
      clearTimeout(timer);
      timer = undefined;
      saveDraft(roomId, writing.draft);
    };
    const stop = writing.subscribe(() => {
      clearTimeout(timer);
      // A sent message leaves no draft behind, not for half a second either.
      if (writing.draft.text === '') keep();
      else timer = setTimeout(keep, draftMs);
    });
    addEventListener('pagehide', keep);
    return () => {
      removeEventListener('pagehide', keep);
      stop();
      keep();
    };
  }, [roomId, writing]);
  return writing;
}

export function useWritingState(writing: Writing): WritingState {
  return useSyncExternalStore(
    (listener) => writing.subscribe(listener),
    () => writing.state,
  );
}
