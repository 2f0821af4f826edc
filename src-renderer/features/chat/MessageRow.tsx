import { type KeyboardEvent, memo, Suspense, useEffect, useMemo, useState } from 'react';
import type { TimelineMessage } from '../../../src-shared/client/contract.ts';
import type { Message } from '../../../src-shared/protocol/chat/entities.ts';
import { useProfile, useReplica } from '../../state/client-context.tsx';
import { Avatar } from '../../ui/Avatar.tsx';
import { isEmojiOnly, renderMarkdown } from './markdown.tsx';
import { MessageOverlays } from './on-demand.ts';
import { HoverBar } from './HoverBar.tsx';
import { type MessageActions, useMessageActions } from './message-actions.ts';
import { useRoomView } from './room-view.ts';
import { useLongPress } from './use-long-press.ts';
import { clockTime, fullTime, namesWords } from './words.ts';

interface MessageRowProps {
  readonly entry: TimelineMessage;
  readonly isFirst: boolean;
  readonly isFlashed: boolean;
  /** It calls the reader by name, or answers something the reader said. */
  readonly namesMe: boolean;
  /** What it answers, as far as that is here. */
  readonly quoted: Message | undefined;
}

/** One message. For a screen reader it is one sentence: author, time, text, reactions. */
export const MessageRow = memo(function MessageRow(props: MessageRowProps) {
  const { entry, isFirst, quoted } = props;
  const { message } = entry;
  const view = useRoomView();
  const profile = useProfile(message.senderId);
  const actions = useMessageActions(entry);
  const [isNear, setIsNear] = useState(false);
  const [menuIsOpen, setMenuIsOpen] = useState(false);
  const longPress = useLongPress(() => {
    if (actions.isAllowed) actions.open('sheet');
  });
  const name = profile?.displayName ?? '…';
  const atMs = Date.parse(message.createdAt);
  const isActing = actions.overlay !== undefined || menuIsOpen;
  const classes = [
    'msg',
    isFirst && 'first',
    props.namesMe && 'mine-mention',
    props.isFlashed && 'flash',
    isActing && 'acting',
  ];
  return (
    <article
      className={classes.filter(Boolean).join(' ')}
      data-seq={message.seq}
      tabIndex={-1}
      aria-label={sentenceOf(entry, name)}
      onKeyDown={(event) => pressOn(event, actions)}
      onPointerEnter={() => setIsNear(true)}
      onPointerLeave={() => setIsNear(false)}
      onFocus={() => setIsNear(true)}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setIsNear(false);
      }}
      {...longPress}
    >
      {message.replyTo !== undefined && <ReplyLine seq={message.replyTo} quoted={quoted} />}
      <div className="g">
        {isFirst ? (
          <Avatar id={message.senderId} name={name} />
        ) : (
          <time dateTime={message.createdAt} title={fullTime(atMs)}>
            {clockTime(atMs)}
          </time>
        )}
      </div>
      <div className="body">
        {isFirst && (
          <div className="by">
            <button
              type="button"
              className="name cut"
              dir="auto"
              onClick={(event) => view.openPerson(message.senderId, event.currentTarget)}
            >
              {name}
            </button>
            {profile?.kind === 'guest' && <span className="tag">guest</span>}
            <time dateTime={message.createdAt} title={fullTime(atMs)}>
              {clockTime(atMs)}
            </time>
          </div>
        )}
        <MessageText message={message} />
        {message.reactions.length > 0 && <Reactions entry={entry} actions={actions} isNear={isNear} />}
      </div>
      {actions.isAllowed && (isNear || isActing) && <HoverBar actions={actions} onMenu={setMenuIsOpen} />}
      {actions.overlay !== undefined && (
        <Suspense fallback={null}>
          <MessageOverlays actions={actions} />
        </Suspense>
      )}
    </article>
  );
});

/** Author, time, kind, text, reactions: in the order in which one would say it. */
function sentenceOf({ message }: TimelineMessage, name: string): string {
  const said = message.deleted ? 'message deleted' : message.text;
  const edited = message.editedAt === undefined ? '' : ', edited';
  const reactions = message.reactions.map(({ emoji, count }) => `, ${emoji} ${count}`).join('');
  return `${name}, ${clockTime(Date.parse(message.createdAt))}: ${said}${edited}${reactions}`;
}

/** Letters act only on the focused message itself. */
function pressOn(event: KeyboardEvent, actions: MessageActions): void {
  const isPlain = !event.ctrlKey && !event.metaKey;
  if (event.target !== event.currentTarget || !isPlain || !actions.isAllowed) return;
  const key = event.key.toLowerCase();
  if (event.altKey) {
    if (key !== 'enter') return;
    actions.markUnread();
  } else if (key === 'r') actions.reply();
  else if (key === 'e' && actions.isMine) actions.edit();
  else if (key === '+') actions.open('picker');
  else if (key === 'delete' && actions.isMine) {
    if (event.shiftKey) actions.remove();
    else actions.open('delete');
  } else return;
  event.preventDefault();
}

function MessageText(props: { message: Message }) {
  const { message } = props;
  const { directory } = useRoomView();
  const body = useMemo(() => renderMarkdown(message.text, directory), [message.text, directory]);
  if (message.deleted) return <p className="gone">Message deleted</p>;
  return (
    <div className={isEmojiOnly(message.text) ? 'tx emoji-only' : 'tx'} dir="auto">
      {body}
      {message.editedAt !== undefined && (
        <span className="ed" title={fullTime(Date.parse(message.editedAt))}>
          {' '}
          (edited)
        </span>
      )}
    </div>
  );
}

function Reactions(props: { entry: TimelineMessage; actions: MessageActions; isNear: boolean }) {
  const profiles = useReplica((replica) => replica.profiles);
  const { actions } = props;
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
            disabled={!actions.isAllowed}
            onClick={() => actions.react(emoji)}
          >
            <span className="e">{emoji}</span>
            {count}
          </button>
        );
      })}
      {actions.isAllowed && props.isNear && (
        <button
          type="button"
          className="chip add"
          aria-label="Add a reaction"
          onClick={() => actions.open('picker')}
        >
          +
        </button>
      )}
    </div>
  );
}

function ReplyLine(props: { seq: number; quoted: Message | undefined }) {
  const { seq, quoted } = props;
  const view = useRoomView();
  const profile = useProfile(quoted?.senderId);
  useEffect(() => view.wantQuote(seq), [view, seq]);
  const text = quoted === undefined ? 'an earlier message' : quoted.deleted ? 'Message deleted' : quoted.text;
  return (
    <button type="button" className="reply" onClick={() => view.jump(seq)}>
      <b dir="auto">{profile?.displayName ?? ''}</b>
      <span className="cut" dir="auto">
        {text.split('\n')[0]}
      </span>
    </button>
  );
}
