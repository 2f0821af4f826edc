import { CornerUpLeft, Ellipsis, SmilePlus } from 'lucide-react';
import { memo, useMemo, useState } from 'react';
import type { RoomState, TimelineMessage } from '../../../src-shared/client/contract.ts';
import type { Message } from '../../../src-shared/protocol/chat/entities.ts';
import { hostPlace } from '../../bridge/desktop-bridge.ts';
import { useClient, useProfile, useReplica } from '../../state/client-context.tsx';
import { goTo, hashOf } from '../../state/route.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { MenuButton, type MenuEntry } from '../../ui/MenuButton.tsx';
import { ConfirmDialog } from '../../ui/ModalDialog.tsx';
import { EmojiPicker } from './EmojiPicker.tsx';
import { mentionsViewer } from '../../../src-shared/client/room-replica.ts';
import type { Directory } from './calls.ts';
import { isEmojiOnly, renderMarkdown } from './markdown.tsx';
import { clockTime, fullTime, namesWords } from './words.ts';

/** Offered at once on hover. */
const quickReactions = ['👍', '😂', '🎉'];

interface MessageRowProps {
  readonly rowKey: string;
  readonly entry: TimelineMessage;
  readonly room: RoomState;
  readonly directory: Directory;
  readonly isFirst: boolean;
  readonly isFlashed: boolean;
  readonly onReply: (message: Message) => void;
  readonly onEdit: (message: Message) => void;
  readonly onJump: (seq: number) => void;
  readonly run: (work: Promise<unknown>) => void;
}

/** One message. For a screen reader it is one sentence: author, time, text, reactions. */
export const MessageRow = memo(function MessageRow(props: MessageRowProps) {
  const { entry, room, directory, isFirst } = props;
  const { message, mine } = entry;
  const client = useClient();
  const viewer = useReplica((replica) => replica.account);
  const profile = useProfile(message.senderId);
  const [picks, setPicks] = useState(false);
  const [asksDelete, setAsksDelete] = useState(false);
  const [menuIsOpen, setMenuIsOpen] = useState(false);
  const name = profile?.displayName ?? nameOfMember(room, message) ?? '…';
  const atMs = Date.parse(message.createdAt);
  const isMine = viewer?.accountId === message.senderId;
  const namesMe = !isMine && mentionsViewer(room, message, viewer);
  const body = useMemo(() => renderMarkdown(message.text, directory), [message.text, directory]);
  const { roomId } = room.room;

  const react = (emoji: string) =>
    props.run(client.request('chat.react', { roomId, seq: message.seq, emoji, on: !mine.includes(emoji) }));
  const remove = () => props.run(client.request('chat.deleteMessage', { roomId, seq: message.seq }));

  function press(event: React.KeyboardEvent): void {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey) return;
    if (event.key === 'r' || event.key === 'R') props.onReply(message);
    else if ((event.key === 'e' || event.key === 'E') && isMine) props.onEdit(message);
    else if (event.key === '+') setPicks(true);
    else if (event.key === 'Delete' && isMine) (event.shiftKey ? remove : () => setAsksDelete(true))();
    else return;
    event.preventDefault();
  }

  const classes = [
    'msg',
    isFirst && 'first',
    namesMe && 'mine-mention',
    props.isFlashed && 'flash',
    (picks || menuIsOpen) && 'acting',
  ];
  return (
    <article
      className={classes.filter(Boolean).join(' ')}
      data-row={props.rowKey}
      data-seq={message.seq}
      tabIndex={-1}
      aria-label={`${name}, ${clockTime(atMs)}: ${message.deleted ? 'message deleted' : message.text}`}
      onKeyDown={press}
    >
      {message.replyTo !== undefined && <ReplyLine room={room} seq={message.replyTo} onJump={props.onJump} />}
      <div className="g">
        {isFirst ? (
          <Avatar id={message.senderId} name={name} />
        ) : (
          <time dateTime={message.createdAt} title={fullTime(atMs)}>
            {clockTime(atMs)}
          </time>
        )}
      </div>
      <div>
        {isFirst && (
          <div className="by">
            <b dir="auto" className="cut">
              {name}
            </b>
            {profile?.kind === 'guest' && <span className="tag">guest</span>}
            <time dateTime={message.createdAt} title={fullTime(atMs)}>
              {clockTime(atMs)}
            </time>
          </div>
        )}
        {message.deleted ? (
          <p className="gone">Message deleted</p>
        ) : (
          <div className={isEmojiOnly(message.text) ? 'tx emoji-only' : 'tx'} dir="auto">
            {body}
            {message.editedAt !== undefined && (
              <span className="ed" title={fullTime(Date.parse(message.editedAt))}>
                {' '}
                (edited)
              </span>
            )}
          </div>
        )}
        {message.reactions.length > 0 && <Reactions entry={entry} onToggle={react} />}
      </div>
      {room.joined && !message.deleted && (
        <div className="hoverbar">
          {quickReactions.map((emoji) => (
            <button
              key={emoji}
              type="button"
              className="ib"
              aria-label={`React with ${emoji}`}
              onClick={() => react(emoji)}
            >
              <span className="e">{emoji}</span>
            </button>
          ))}
          <IconButton icon={SmilePlus} label="React" onPress={() => setPicks(true)} />
          <IconButton icon={CornerUpLeft} label="Reply" shortcut="R" onPress={() => props.onReply(message)} />
          <MenuButton
            icon={Ellipsis}
            label="More"
            onOpenChange={setMenuIsOpen}
            entries={menuFor({
              isMine,
              message,
              onEdit: props.onEdit,
              askDelete: () => setAsksDelete(true),
              markUnread: () => props.run(client.markUnread(roomId, message.seq)),
              roomId,
            })}
          />
        </div>
      )}
      {picks && (
        <EmojiPicker
          onPick={(emoji) => {
            react(emoji);
            setPicks(false);
          }}
          onClose={() => setPicks(false)}
        />
      )}
      {asksDelete && (
        <ConfirmDialog
          title="Delete this message?"
          text="It goes for everybody in the room, and cannot be brought back."
          verb="Delete"
          onConfirm={remove}
          onClose={() => setAsksDelete(false)}
        />
      )}
    </article>
  );
});

function menuFor(options: {
  isMine: boolean;
  message: Message;
  roomId: RoomState['room']['roomId'];
  onEdit: (message: Message) => void;
  askDelete: () => void;
  markUnread: () => void;
}): MenuEntry[] {
  const { message, isMine, roomId } = options;
  const entries: MenuEntry[] = [
    { label: 'Mark unread from here', act: options.markUnread },
    { label: 'Open its link', act: () => goTo({ kind: 'room', roomId, seq: message.seq }) },
  ];
  const clipboard: Clipboard | undefined = navigator.clipboard;
  if (clipboard) {
    entries.push({ label: 'Copy text', act: () => void clipboard.writeText(message.text) });
    const link = `${hostPlace.joinUrl}/${hashOf({ kind: 'room', roomId, seq: message.seq })}`;
    entries.push({ label: 'Copy link', act: () => void clipboard.writeText(link) });
  }
  if (isMine) {
    entries.unshift({ label: 'Edit', act: () => options.onEdit(message) });
    entries.push({ label: 'Delete', danger: true, act: options.askDelete });
  }
  return entries;
}

function Reactions(props: { entry: TimelineMessage; onToggle: (emoji: string) => void }) {
  const profiles = useReplica((replica) => replica.profiles);
  const { message, mine } = props.entry;
  return (
    <div className="rx">
      {message.reactions.map(({ emoji, count, accountIds }) => {
        const isOwn = mine.includes(emoji);
        const names = accountIds
          .slice(0, 3)
          .flatMap((accountId) => profiles.get(accountId)?.displayName ?? []);
        const who = namesWords(names, count);
        return (
          <button
            key={emoji}
            type="button"
            className={isOwn ? 'chip own' : 'chip'}
            aria-pressed={isOwn}
            aria-label={`${emoji} ${count}: ${who}`}
            title={who}
            onClick={() => props.onToggle(emoji)}
          >
            <span className="e">{emoji}</span>
            {count}
          </button>
        );
      })}
    </div>
  );
}

function ReplyLine(props: { room: RoomState; seq: number; onJump: (seq: number) => void }) {
  const held = props.room.messages.find(({ message }) => message.seq === props.seq)?.message;
  const profile = useProfile(held?.senderId);
  const text = held === undefined ? 'an earlier message' : held.deleted ? 'Message deleted' : held.text;
  return (
    <button type="button" className="reply" onClick={() => props.onJump(props.seq)}>
      <b dir="auto">{profile?.displayName ?? ''}</b>
      <span className="cut" dir="auto">
        {text.split('\n')[0]}
      </span>
    </button>
  );
}

function nameOfMember(room: RoomState, message: Message): string | undefined {
  return room.members?.find((member) => member.accountId === message.senderId)?.displayName;
}
