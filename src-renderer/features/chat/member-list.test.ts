import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccountId } from '../../../src-shared/base/ids.ts';
import type { Member } from '../../../src-shared/protocol/chat/entities.ts';
import type { Profile } from '../../../src-shared/protocol/profile/entities.ts';
import { memberItems, sortedMembers } from './member-list.ts';

const member = (displayName: string): Member => ({
  accountId: displayName as AccountId,
  displayName,
  role: 'member',
  version: 1,
});
const profile = (displayName: string, presence: Profile['presence']): [string, Profile] => [
  displayName,
  { accountId: displayName as AccountId, displayName, kind: 'guest', presence },
];

test('4.6 those who are there come first, by name, with counts; who is away follows up to 500 members', () => {
  const sorted = sortedMembers(['Zoë', 'Ana', 'Ülo', 'bo'].map(member));
  const profiles = new Map([profile('Ana', 'online'), profile('Ülo', 'idle'), profile('bo', 'offline')]);
  const shape = (memberCount: number) =>
    memberItems({ sorted, memberCount, profiles }).map((item) =>
      item.kind === 'title' ? `${item.title} ${item.count}` : item.member.displayName,
    );
  assert.deepEqual(shape(4), ['Online 2', 'Ana', 'Ülo', 'Offline 2', 'bo', 'Zoë']);
  assert.deepEqual(shape(501), ['Online 2', 'Ana', 'Ülo']);
  assert.deepEqual(memberItems({ sorted: [], memberCount: 0, profiles }), []);
});
