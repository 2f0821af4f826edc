import { type Refusal, refuse } from '../../kernel/hearth-error.ts';

/** Control characters, and those that turn or hide text: a name with them could pass for another. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}]/u;

/** A room's name as it is shown, with inner spaces folded; or why it cannot be one. */
export function cleanRoomName(name: string): string | Refusal {
  const clean = name.normalize('NFC').replace(/\s+/gu, ' ').trim();
  if (clean === '') return refuse('bad_request', 'A room needs a name.');
  if (unseen.test(clean)) return refuse('bad_request', 'A room’s name cannot hold invisible characters.');
  return clean;
}

/** What two names must differ in: case, width and look do not count. */
export function roomNameKey(name: string): string {
  return name.normalize('NFKC').toLocaleLowerCase('en');
}

export function cleanTopic(topic: string): string | Refusal {
  const clean = topic.normalize('NFC').trim();
  return unseen.test(clean.replaceAll('\n', ' '))
    ? refuse('bad_request', 'A topic cannot hold invisible characters.')
    : clean;
}
