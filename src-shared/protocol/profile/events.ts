import { defineEvent, wireObject } from '../core/define.ts';
import { accountId } from '../core/scalars.ts';
import { presence, profile } from './entities.ts';

export const presenceChanged = defineEvent({
  name: 'profile.presenceChanged',
  summary: 'To people who share a room that is not large; merged per flush; a dropped connection after 10 s.',
  data: wireObject({ accountId, presence }),
  ephemeral: true,
});

export const updated = defineEvent({
  name: 'profile.updated',
  summary: 'A name changed. To the person and to people who share a room that is not large.',
  data: wireObject({ profile }),
  ephemeral: false,
});
