import { CornerUpLeft, Ellipsis, SmilePlus } from 'lucide-react';
import { IconButton } from '../../ui/IconButton.tsx';
import { MenuButton } from '../../ui/MenuButton.tsx';
import type { MessageActions } from './message-actions.ts';
import { quickEmoji } from './recent-emoji.ts';

/** Emoji that the bar offers without the picker. */
const quickShown = 3;

/** What can be done with a message, while the pointer or the focus is on it. */
export function HoverBar(props: { actions: MessageActions; onMenu: (isOpen: boolean) => void }) {
  const { actions } = props;
  return (
    <div className="hoverbar">
      {quickEmoji()
        .slice(0, quickShown)
        .map((emoji) => (
          <button
            key={emoji}
            type="button"
            className="ib"
            aria-label={`React with ${emoji}`}
            title={`React with ${emoji}`}
            onClick={() => actions.react(emoji)}
          >
            <span className="e">{emoji}</span>
          </button>
        ))}
      <span className="sep" />
      <IconButton icon={SmilePlus} label="React" shortcut="+" onPress={() => actions.open('picker')} />
      <IconButton icon={CornerUpLeft} label="Reply" shortcut="R" onPress={actions.reply} />
      <MenuButton icon={Ellipsis} label="More" onOpenChange={props.onMenu} entries={actions.menu} />
    </div>
  );
}
