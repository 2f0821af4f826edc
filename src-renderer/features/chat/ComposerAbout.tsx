import { X } from 'lucide-react';
import type { Message } from '../../../src-shared/protocol/chat/entities.ts';
import { useProfile } from '../../state/client-context.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import type { About } from './writing.ts';

/** The bar above the field: what is edited or answered, and the way out. */
export function ComposerAbout(props: {
  about: Exclude<About, { kind: 'new' }>;
  answered: Message | undefined;
  onCancel: () => void;
}) {
  const { about } = props;
  const message = about.kind === 'edit' ? about.message : props.answered;
  const profile = useProfile(message?.senderId);
  const text = message === undefined ? '' : message.deleted ? 'Message deleted' : message.text.split('\n')[0];
  return (
    <div className="above" id="composer-about">
      <span className="cut" dir="auto">
        {about.kind === 'edit' ? 'Editing: ' : `Replying to ${profile?.displayName ?? 'a message'}: `}
        {text}
      </span>
      <IconButton
        icon={X}
        label={about.kind === 'edit' ? 'Cancel the edit' : 'Do not reply'}
        shortcut="Esc"
        onPress={props.onCancel}
      />
    </div>
  );
}
