import type { AccountId } from '../../../src-shared/base/ids.ts';
import type { People } from '../../kernel/ports.ts';

/** Words that a name may have for `@Name` to be found, and names that one message may call. */
const nameWords = 5;
const namesPerMessage = 50;

/** Accounts that a text calls by `@Name`: the longest name that fits wins, trailing punctuation does not count. */
export function mentionedIn(text: string, people: Pick<People, 'named'>): AccountId[] {
  if (!text.includes('@')) return [];
  const found = new Set<AccountId>();
  for (const match of text.matchAll(/(?<![\p{L}\p{N}_@])@([^\s@][^\n@]{0,79})/gu)) {
    const account = longestName(match[1] ?? '', people);
    if (account) found.add(account);
    if (found.size >= namesPerMessage) break;
  }
  return [...found];
}

function longestName(after: string, people: Pick<People, 'named'>): AccountId | undefined {
  const words = after.split(/\s+/u, nameWords);
  for (let count = words.length; count > 0; count -= 1) {
    const name = words.slice(0, count).join(' ');
    const person = people.named(name) ?? people.named(name.replace(/[\p{P}\p{S}]+$/u, ''));
    if (person) return person.accountId;
  }
  return undefined;
}
