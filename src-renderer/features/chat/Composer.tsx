import { ArrowUp, Bold, Code, Italic, Link, Quote, Smile } from 'lucide-react';
import {
  type ClipboardEvent,
  type KeyboardEvent,
  type Ref,
  type RefObject,
  Suspense,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import type { RoomState } from '../../../src-shared/client/contract.ts';
import { limits } from '../../../src-shared/protocol/core/limits.ts';
import { useClient, useReplica } from '../../state/client-context.tsx';
import { useSettings } from '../../state/settings.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { ComposerAbout } from './ComposerAbout.tsx';
import { EmojiPicker } from './on-demand.ts';
import { SuggestionList, suggestionId, suggestionListId } from './SuggestionList.tsx';
import {
  applyEdit,
  insertPiece,
  isInOpenFence,
  linkTo,
  quoteLines,
  type TextEdit,
  wrapWith,
} from './text-edits.ts';
import type { Quotes } from './use-quotes.ts';
import { useSuggestions } from './use-suggestions.ts';
import { useWritingState } from './use-writing.ts';
import type { Writing } from './writing.ts';

/** The counter appears when this few characters are left. */
const countdownCharacters = 200;
/** The key code of a key that an input method takes for itself; Safari sends it after the composition has ended. */
const takenByInputMethod = 229;

/** Calls that come from keys pressed elsewhere. */
export interface ComposerHandle {
  pickEmoji(): void;
}

interface ComposerProps {
  readonly ref: Ref<ComposerHandle>;
  readonly room: RoomState;
  readonly title: string;
  readonly writing: Writing;
  readonly quotes: Quotes;
  readonly onSent: () => void;
  readonly onEscape: () => void;
  readonly run: (work: Promise<unknown>) => void;
}

type Change = (selected: { text: string; from: number; to: number }) => TextEdit;
const bold: Change = (selected) => wrapWith('**', selected);
const italic: Change = (selected) => wrapWith('*', selected);
const code: Change = (selected) => wrapWith('`', selected);
const link: Change = (selected) => linkTo('', selected);

/** Where one writes. Stays usable offline: what is sent then waits in the outbox. */
export function Composer({ ref, ...props }: ComposerProps) {
  const { room, writing, quotes } = props;
  const { roomId } = room.room;
  const client = useClient();
  const settings = useSettings();
  const viewerId = useReplica((replica) => replica.account?.accountId);
  const { text, about } = useWritingState(writing);
  const [picks, setPicks] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const suggestions = useSuggestions(room, field);
  useImperativeHandle(ref, () => ({ pickEmoji: () => setPicks(true) }));
  useFieldHeight(field, text);
  useFocusOnSubject(field, about);

  const replySeq = about.kind === 'reply' ? about.seq : undefined;
  useEffect(() => {
    if (replySeq !== undefined) quotes.want(replySeq);
  });

  const left = limits.messageCharacters - text.length;
  const canSend = text.trim() !== '' && left >= 0;

  function send(): void {
    if (!canSend) return;
    if (about.kind === 'edit') {
      const { message } = about;
      // The text stays until the host has taken it: a refusal or a lost connection must not lose it.
      const saving = client.request('chat.editMessage', { roomId, seq: message.seq, text });
      props.run(saving.then(() => writing.edited(message)));
      return;
    }
    client.send({ roomId, text, replyTo: replySeq });
    writing.sent();
    props.onSent();
    field.current?.focus();
  }

  function press(event: KeyboardEvent<HTMLTextAreaElement>): void {
    const isComposing = event.nativeEvent.isComposing || event.keyCode === takenByInputMethod;
    if (isComposing || suggestions.press(event)) return;
    const change = changeFor(event);
    if (change) edit(change);
    else if (event.key === 'Enter' && sendsOnEnter(event, settings.enter)) send();
    else if (event.key === 'Escape') escape(event);
    else if (event.key === 'ArrowUp' && text === '' && !event.altKey) startFromLast(event.shiftKey);
    else return;
    event.preventDefault();
  }

  /** Edit, then reply, then the room: each Escape takes back one of them. */
  function escape(event: KeyboardEvent): void {
    if (event.shiftKey) return;
    if (about.kind === 'new') props.onEscape();
    else writing.cancel();
  }

  /** Up edits one’s own last message, Shift+Up answers the last one of anybody. */
  function startFromLast(replies: boolean): void {
    const last = room.messages.findLast(
      ({ message }) => !message.deleted && (replies || message.senderId === viewerId),
    );
    if (!last || room.hasAfter) return;
    if (replies) writing.reply(last.message.seq);
    else writing.edit(last.message);
  }

  function edit(change: Change): void {
    const area = field.current;
    if (!area) return;
    applyEdit(area, change({ text: area.value, from: area.selectionStart, to: area.selectionEnd }));
  }

  function paste(event: ClipboardEvent): void {
    const pasted = event.clipboardData.getData('text/plain').trim();
    const area = field.current;
    if (!area || area.selectionStart === area.selectionEnd || !/^https?:\/\/\S+$/i.test(pasted)) return;
    event.preventDefault();
    edit((selected) => linkTo(pasted, selected));
  }

  const isOpen = suggestions.items.length > 0;
  return (
    <div className="composer-wrap" data-region="composer">
      <SuggestionList suggestions={suggestions} />
      <div className="composer">
        {about.kind !== 'new' && (
          <ComposerAbout
            about={about}
            answered={replySeq === undefined ? undefined : quotes.held(replySeq)}
            onCancel={() => writing.cancel()}
          />
        )}
        <textarea
          ref={field}
          className="edit"
          rows={1}
          dir="auto"
          aria-label="Message"
          aria-describedby={about.kind === 'new' ? undefined : 'composer-about'}
          placeholder={about.kind === 'reply' ? `Reply in ${props.title}` : `Message ${props.title}`}
          data-composer
          enterKeyHint={settings.enter === 'send' ? 'send' : 'enter'}
          value={text}
          aria-autocomplete="list"
          aria-haspopup="listbox"
          aria-controls={isOpen ? suggestionListId : undefined}
          aria-activedescendant={isOpen ? suggestionId(suggestions.chosen) : undefined}
          onChange={(event) => {
            writing.type(event.target.value);
            if (event.target.value !== '') client.typing(roomId);
          }}
          onSelect={(event) =>
            suggestions.look(event.currentTarget.value, event.currentTarget.selectionStart)
          }
          onKeyDown={press}
          onPaste={paste}
          onBlur={() => suggestions.close()}
        />
        <Tools edit={edit} onPick={() => setPicks(true)}>
          {left <= countdownCharacters && <Countdown left={left} />}
          <IconButton
            icon={ArrowUp}
            label={about.kind === 'edit' ? 'Save' : 'Send'}
            className={canSend ? 'send' : 'send idle'}
            disabled={!canSend}
            onPress={send}
          />
        </Tools>
      </div>
      {picks && (
        <Suspense fallback={null}>
          <EmojiPicker
            onPick={(emoji) => {
              setPicks(false);
              edit((selected) => insertPiece(emoji, selected));
            }}
            onClose={() => setPicks(false)}
          />
        </Suspense>
      )}
    </div>
  );
}

function Tools(props: { edit: (change: Change) => void; onPick: () => void; children: React.ReactNode }) {
  const { edit } = props;
  const only = { className: 'wide-only' };
  return (
    <div className="tools">
      <IconButton {...only} icon={Bold} label="Bold" shortcut="Ctrl+B" onPress={() => edit(bold)} />
      <IconButton {...only} icon={Italic} label="Italic" shortcut="Ctrl+I" onPress={() => edit(italic)} />
      <IconButton {...only} icon={Code} label="Code" shortcut="Ctrl+E" onPress={() => edit(code)} />
      <IconButton {...only} icon={Link} label="Link" shortcut="Ctrl+Shift+L" onPress={() => edit(link)} />
      <IconButton
        {...only}
        icon={Quote}
        label="Quote"
        shortcut="Ctrl+Shift+>"
        onPress={() => edit(quoteLines)}
      />
      <IconButton icon={Smile} label="Emoji" shortcut="Ctrl+Shift+E" onPress={props.onPick} />
      <span className="grow" />
      {props.children}
    </div>
  );
}

function Countdown(props: { left: number }) {
  const { left } = props;
  if (left >= 0) return <span className="count">{left} left</span>;
  return (
    <span className="count over" role="status">
      {-left} characters too many. Nothing is cut off; shorten it or send it in parts.
    </span>
  );
}

/** Formatting keys; each does what its button does. */
function changeFor(event: KeyboardEvent): Change | undefined {
  if (!event.ctrlKey && !event.metaKey) return undefined;
  const key = event.key.toLowerCase();
  if (!event.shiftKey) return { b: bold, i: italic, e: code }[key];
  return { l: link, '>': quoteLines }[key];
}

/** Enter sends or makes a line, as chosen; inside an open code fence and on touch screens it always makes a line. */
function sendsOnEnter(event: KeyboardEvent<HTMLTextAreaElement>, enter: 'send' | 'newline'): boolean {
  if (event.ctrlKey || event.metaKey) return true;
  if (enter === 'newline' || event.shiftKey) return false;
  const { value, selectionStart } = event.currentTarget;
  return !isInOpenFence(value, selectionStart) && !matchMedia('(pointer: coarse)').matches;
}

/** As high as its text. Browsers that size a field by its content do it themselves. */
function useFieldHeight(field: RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    const area = field.current;
    if (!area || CSS.supports('field-sizing', 'content')) return;
    area.style.setProperty('height', 'auto');
    area.style.setProperty('height', `${area.scrollHeight}px`);
  }, [field, text]);
}

/** Opening a room, and choosing what to answer or edit, is about writing; on touch screens the keyboard would cover the room. */
function useFocusOnSubject(field: RefObject<HTMLTextAreaElement | null>, about: { kind: string }): void {
  const isFirst = useRef(true);
  useEffect(() => {
    const area = field.current;
    const opensRoom = isFirst.current;
    isFirst.current = false;
    if (!area || (opensRoom && matchMedia('(pointer: coarse)').matches)) return;
    if (!opensRoom && about.kind === 'new') return;
    area.focus();
    area.setSelectionRange(area.value.length, area.value.length);
  }, [field, about]);
}
