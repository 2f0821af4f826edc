import type { EmojiName } from './suggest.ts';

let loading: Promise<readonly EmojiName[]> | undefined;

/** Every emoji with the names people type for it; a file of this host, asked for when the first name is begun. */
export function loadEmojiNames(): Promise<readonly EmojiName[]> {
  loading ??= fetch('/emoji/names.json')
    .then((answer) => answer.json())
    .then((rows) =>
      (rows as [emoji: string, ...names: string[]][]).map(([emoji, ...names]) => ({ emoji, names })),
    )
    .catch(() => {
      // The host is away: asked again with the next name.
      loading = undefined;
      return [];
    });
  return loading;
}
