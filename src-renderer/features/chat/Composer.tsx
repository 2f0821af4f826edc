import { ArrowUp, Bold, Code, Italic, Quote, Smile, X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { RoomState } from '../../../src-shared/client/contract.ts';
import { limits } from '../../../src-shared/protocol/core/limits.ts';
import { useClient, useLatest, useProfile, useReplica } from '../../state/client-context.tsx';
import { useSettings } from '../../state/settings.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import type { Composing } from './chat-types.ts';
import { loadDraft, saveDraft } from './drafts.ts';
import { EmojiPicker } from './EmojiPicker.tsx';

const draftMs = 500;
/** The counter appears when this few characters are left. */
const countdownCharacters = 200;
const suggestionsShown = 8;

interface ComposerProps {
  readonly room: RoomState;
  readonly title: string;
  readonly composing: Composing;
  readonly setComposing: (composing: Composing) => void;
  readonly onSent: () => void;
  readonly onEscape: () => void;
  readonly run: (work: Promise<unknown>) => void;
}

/** Where one writes. Stays usable offline: what is sent then waits in the outbox. */
export function Composer(props: ComposerProps) {
  const { room, composing, setComposing } = props;
  const { roomId } = room.room;
  const client = useClient();
  const settings = useSettings();
  const viewerId = useReplica((replica) => replica.account?.accountId);
  const [text, setText] = useState(() => loadDraft(roomId).text);
  const [picks, setPicks] = useState(false);
  /** What the text in the field is about; follows `composing` in the same render. */
  const [about, setAbout] = useState(composing);
  const field = useRef<HTMLTextAreaElement>(null);
  const suggestions = useSuggestions({ text, setText, room, field });
  const latest = useLatest({ text, composing });

  useEffect(() => {
    if (composing.kind === 'edit') return;
    const replyTo = composing.kind === 'reply' ? composing.message.seq : undefined;
    const timer = setTimeout(() => saveDraft(roomId, { text, replyTo }), draftMs);
    return () => clearTimeout(timer);
  }, [text, composing, roomId]);

  useEffect(() => {
    const keep = () => {
      const { text: now, composing: subject } = latest.current;
      if (subject.kind === 'edit') return;
      saveDraft(roomId, { text: now, replyTo: subject.kind === 'reply' ? subject.message.seq : undefined });
    };
    addEventListener('pagehide', keep);
    return () => {
      removeEventListener('pagehide', keep);
      keep();
    };
  }, [latest, roomId]);

  if (about !== composing) {
    setAbout(composing);
    if (composing.kind === 'edit') setText(composing.message.text);
  }
  useEffect(() => {
    if (composing.kind !== 'new') field.current?.focus();
  }, [composing]);

  useEffect(() => {
    // Opening a room is about writing in it; on touch screens the keyboard would cover it.
    if (!matchMedia('(pointer: coarse)').matches) field.current?.focus();
  }, []);

  useLayoutEffect(() => {
    const area = field.current;
    if (!area) return;
    area.style.height = 'auto';
    area.style.height = `${area.scrollHeight}px`;
  }, [text]);

  const left = limits.messageCharacters - text.length;
  const canSend = text.trim() !== '' && left >= 0;

  function send(): void {
    if (!canSend) return;
    if (composing.kind === 'edit') {
      const { seq } = composing.message;
      // The text stays until the host has taken it: a refusal or a lost connection must not lose it.
      props.run(client.request('chat.editMessage', { roomId, seq, text }).then(reset));
      return;
    }
    client.send({ roomId, text, replyTo: composing.kind === 'reply' ? composing.message.seq : undefined });
    props.onSent();
    reset();
    field.current?.focus();
  }

  function reset(): void {
    setText('');
    saveDraft(roomId, { text: '', replyTo: undefined });
    setComposing({ kind: 'new' });
  }

  function press(event: KeyboardEvent<HTMLTextAreaElement>): void {
    if (event.nativeEvent.isComposing || suggestions.press(event)) return;
    const command = event.ctrlKey || event.metaKey;
    if (event.key === 'Enter' && sendsOnEnter(event, text, settings.enter)) send();
    else if (event.key === 'Escape') escape();
    else if (event.key === 'ArrowUp' && text === '' && !event.altKey) startFromLast(event.shiftKey);
    else if (command && event.key.toLowerCase() === 'b') wrap('**');
    else if (command && event.key.toLowerCase() === 'i') wrap('*');
    else if (command && event.key.toLowerCase() === 'e') wrap('`');
    else return;
    event.preventDefault();
  }

  function escape(): void {
    if (composing.kind === 'edit') reset();
    else if (composing.kind === 'reply') setComposing({ kind: 'new' });
    else props.onEscape();
  }

  /** Up edits one’s own last message, Shift+Up answers the last one of anybody. */
  function startFromLast(replies: boolean): void {
    const last = room.messages.findLast(
      ({ message }) => !message.deleted && (replies || message.senderId === viewerId),
    );
    if (last && !room.hasAfter) setComposing({ kind: replies ? 'reply' : 'edit', message: last.message });
  }

  function wrap(mark: string): void {
    const area = field.current;
    if (!area) return;
    const { selectionStart, selectionEnd } = area;
    const chosen = text.slice(selectionStart, selectionEnd);
    setText(`${text.slice(0, selectionStart)}${mark}${chosen}${mark}${text.slice(selectionEnd)}`);
    requestAnimationFrame(() =>
      area.setSelectionRange(selectionStart + mark.length, selectionEnd + mark.length),
    );
    area.focus();
  }

  function insert(piece: string): void {
    const at = field.current?.selectionStart ?? text.length;
    setText(text.slice(0, at) + piece + text.slice(at));
    field.current?.focus();
  }

  return (
    <div className="composer-wrap" data-region="composer">
      {suggestions.list}
      <div className="composer">
        {composing.kind !== 'new' && (
          <About
            composing={composing}
            onCancel={composing.kind === 'edit' ? reset : () => setComposing({ kind: 'new' })}
          />
        )}
        <textarea
          ref={field}
          className="edit"
          rows={1}
          dir="auto"
          aria-label="Message"
          placeholder={composing.kind === 'reply' ? 'Reply' : `Message ${props.title}`}
          data-composer
          enterKeyHint={settings.enter === 'send' ? 'send' : 'enter'}
          value={text}
          aria-autocomplete="list"
          aria-controls={suggestions.isOpen ? 'suggestions' : undefined}
          onChange={(event) => {
            setText(event.target.value);
            suggestions.look(event.target.value, event.target.selectionStart);
            if (event.target.value !== '') client.typing(roomId);
          }}
          onKeyDown={press}
          onBlur={() => suggestions.close()}
        />
        <div className="tools">
          <IconButton
            icon={Bold}
            label="Bold"
            shortcut="Ctrl+B"
            className="wide-only"
            onPress={() => wrap('**')}
          />
          <IconButton
            icon={Italic}
            label="Italic"
            shortcut="Ctrl+I"
            className="wide-only"
            onPress={() => wrap('*')}
          />
          <IconButton
            icon={Code}
            label="Code"
            shortcut="Ctrl+E"
            className="wide-only"
            onPress={() => wrap('`')}
          />
          <IconButton icon={Quote} label="Quote" className="wide-only" onPress={() => insert('\n> ')} />
          <IconButton icon={Smile} label="Emoji" onPress={() => setPicks(true)} />
          <span className="grow" />
          {left <= countdownCharacters && (
            <span className={left < 0 ? 'count over' : 'count'} role="status">
              {left < 0
                ? `${-left} characters too many. Nothing is cut off; shorten it or send it in parts.`
                : `${left} left`}
            </span>
          )}
          <IconButton
            icon={ArrowUp}
            label={composing.kind === 'edit' ? 'Save' : 'Send'}
            className={canSend ? 'send' : 'send idle'}
            disabled={!canSend}
            onPress={send}
          />
        </div>
      </div>
      {picks && (
        <EmojiPicker
          onPick={(emoji) => {
            insert(emoji);
            setPicks(false);
          }}
          onClose={() => setPicks(false)}
        />
      )}
    </div>
  );
}

/** Enter sends or makes a line, as chosen; inside an open code fence and on touch screens it always makes a line. */
function sendsOnEnter(event: KeyboardEvent, text: string, enter: 'send' | 'newline'): boolean {
  if (event.ctrlKey || event.metaKey) return true;
  if (enter === 'newline' || event.shiftKey) return false;
  const isInFence = (text.match(/^```/gm) ?? []).length % 2 === 1;
  const isTouch = matchMedia('(pointer: coarse)').matches;
  return !isInFence && !isTouch;
}

function About(props: { composing: Exclude<Composing, { kind: 'new' }>; onCancel: () => void }) {
  const { composing } = props;
  const profile = useProfile(composing.message.senderId);
  return (
    <div className="above">
      <span className="cut" dir="auto">
        {composing.kind === 'edit' ? 'Editing: ' : `Replying to ${profile?.displayName ?? ''}: `}
        {composing.message.text.split('\n')[0]}
      </span>
      <IconButton icon={X} label="Cancel" shortcut="Esc" onPress={props.onCancel} />
    </div>
  );
}

/** Names after `@`: people who spoke here lately first, then the other members. */
function useSuggestions(options: {
  text: string;
  setText: (text: string) => void;
  room: RoomState;
  field: React.RefObject<HTMLTextAreaElement | null>;
}) {
  const { text, setText, room, field } = options;
  const profiles = useReplica((replica) => replica.profiles);
  const [open, setOpen] = useState<{ from: number; query: string }>();
  const [chosen, setChosen] = useState(0);
  const found = useMemo(() => {
    if (!open) return [];
    const query = open.query.toLowerCase();
    const spoke = room.messages.map(({ message }) => message.senderId).toReversed();
    const ids = new Set([...spoke, ...(room.members ?? []).map((member) => member.accountId)]);
    return [...ids]
      .flatMap((accountId) => profiles.get(accountId) ?? [])
      .filter((profile) => profile.displayName.toLowerCase().startsWith(query))
      .slice(0, suggestionsShown);
  }, [open, room.members, room.messages, profiles]);

  function accept(name: string): void {
    if (!open) return;
    const end = open.from + 1 + open.query.length;
    setText(`${text.slice(0, open.from)}@${name} ${text.slice(end)}`);
    setOpen(undefined);
    const caret = open.from + name.length + 2;
    requestAnimationFrame(() => field.current?.setSelectionRange(caret, caret));
  }

  // A name typed to its end needs no choosing: Enter sends then.
  const isComplete = found.length === 1 && found[0]?.displayName.toLowerCase() === open?.query.toLowerCase();
  const isOpen = open !== undefined && found.length > 0 && !isComplete;
  return {
    isOpen,
    close: () => setOpen(undefined),
    look(value: string, caret: number) {
      const match = /(?:^|\s)@([^\s@]{0,32})$/.exec(value.slice(0, caret));
      setChosen(0);
      setOpen(match ? { from: caret - (match[1]?.length ?? 0) - 1, query: match[1] ?? '' } : undefined);
    },
    /** True when the key was for the list. */
    press(event: KeyboardEvent): boolean {
      if (!isOpen) return false;
      const name = found[chosen]?.displayName;
      if (event.key === 'ArrowDown') setChosen((chosen + 1) % found.length);
      else if (event.key === 'ArrowUp') setChosen((chosen + found.length - 1) % found.length);
      else if ((event.key === 'Enter' || event.key === 'Tab') && name !== undefined) accept(name);
      else if (event.key === 'Escape') setOpen(undefined);
      else return false;
      event.preventDefault();
      return true;
    },
    list: isOpen ? (
      <div className="suggest" role="listbox" id="suggestions" aria-label="People">
        {found.map((profile, index) => (
          <div
            key={profile.accountId}
            role="option"
            tabIndex={-1}
            className="row"
            aria-selected={index === chosen}
            onPointerDown={(event) => {
              event.preventDefault();
              accept(profile.displayName);
            }}
          >
            <Avatar id={profile.accountId} name={profile.displayName} small />
            <span className="n" dir="auto">
              {profile.displayName}
            </span>
          </div>
        ))}
      </div>
    ) : null,
  };
}
