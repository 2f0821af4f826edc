import { EmojiPicker } from 'frimousse';

/** All emoji with search; the data is a file of this host. */
export function FullEmojiPicker(props: { onPick: (emoji: string) => void }) {
  return (
    <EmojiPicker.Root
      className="emoji-picker"
      emojibaseUrl={`${location.origin}/emoji`}
      onEmojiSelect={(emoji) => props.onPick(emoji.emoji)}
    >
      <EmojiPicker.Search className="input" aria-label="Search emoji" />
      <EmojiPicker.Viewport className="emoji-viewport">
        <EmojiPicker.Loading>Loading…</EmojiPicker.Loading>
        <EmojiPicker.Empty>No emoji of that name.</EmojiPicker.Empty>
        <EmojiPicker.List />
      </EmojiPicker.Viewport>
    </EmojiPicker.Root>
  );
}
