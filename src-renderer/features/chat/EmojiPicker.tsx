import { lazy, Suspense } from 'react';
import { ModalDialog } from '../../ui/ModalDialog.tsx';

const FullPicker = lazy(() =>
  import('./FullEmojiPicker.tsx').then((module) => ({ default: module.FullEmojiPicker })),
);
const quickSet = ['👍', '❤️', '😂', '🎉', '🔥', '👀', '✅', '🙏'];

/** The quick set at once, all the others as soon as they are loaded; everything comes from the host. */
export function EmojiPicker(props: { onPick: (emoji: string) => void; onClose: () => void }) {
  return (
    <ModalDialog title="Pick an emoji" onClose={props.onClose}>
      <div className="emoji-quick">
        {quickSet.map((emoji) => (
          <button key={emoji} type="button" aria-label={emoji} onClick={() => props.onPick(emoji)}>
            {emoji}
          </button>
        ))}
      </div>
      <Suspense fallback={null}>
        <FullPicker onPick={props.onPick} />
      </Suspense>
    </ModalDialog>
  );
}
