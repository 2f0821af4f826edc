import { SmilePlus } from 'lucide-react';
import { ConfirmDialog, ModalDialog } from '../../ui/ModalDialog.tsx';
import { EmojiPicker } from './EmojiPicker.tsx';
import type { MessageActions } from './message-actions.ts';
import { quickEmoji } from './recent-emoji.ts';

/** Emoji in the row of the sheet; the last place is for all the others. */
const quickShown = 6;

/** What is open over one message: picker, question, or the sheet that a long press brings up. */
export function MessageOverlays(props: { actions: MessageActions }) {
  const { actions } = props;
  const close = () => actions.open(undefined);
  if (actions.overlay === 'picker') {
    return (
      <EmojiPicker
        onPick={(emoji) => {
          actions.react(emoji);
          close();
        }}
        onClose={close}
      />
    );
  }
  if (actions.overlay === 'delete') {
    return (
      <ConfirmDialog
        title="Delete this message?"
        text="It goes for everybody in the room, and cannot be brought back."
        verb="Delete"
        onConfirm={actions.remove}
        onClose={close}
      />
    );
  }
  return <ActionSheet actions={actions} onClose={close} />;
}

function ActionSheet(props: { actions: MessageActions; onClose: () => void }) {
  const { actions, onClose } = props;
  const then = (act: () => void) => () => {
    onClose();
    act();
  };
  return (
    <ModalDialog title="This message" onClose={onClose}>
      <div className="sheet-emoji">
        {quickEmoji()
          .slice(0, quickShown)
          .map((emoji) => (
            <button
              key={emoji}
              type="button"
              aria-label={`React with ${emoji}`}
              onClick={then(() => actions.react(emoji))}
            >
              {emoji}
            </button>
          ))}
        <button type="button" aria-label="React" onClick={() => actions.open('picker')}>
          <SmilePlus size={22} aria-hidden="true" />
        </button>
      </div>
      <div className="sheet-acts">
        <button type="button" className="menu-item" onClick={then(actions.reply)}>
          Reply
        </button>
        {actions.menu.map((entry) => (
          <button
            key={entry.label}
            type="button"
            className={entry.danger ? 'menu-item danger' : 'menu-item'}
            onClick={then(entry.act)}
          >
            {entry.label}
          </button>
        ))}
      </div>
    </ModalDialog>
  );
}
