import { type Static, Type } from 'typebox';
import { accountKind } from '../account/entities.ts';
import { wireObject } from '../core/define.ts';
import { accountId, displayName } from '../core/scalars.ts';

/** `offline` also for people whom the asker shares no small room with. */
export const presence = Type.Union([Type.Literal('online'), Type.Literal('idle'), Type.Literal('offline')]);
export type Presence = Static<typeof presence>;

export const profile = wireObject({ accountId, displayName, kind: accountKind, presence });
export type Profile = Static<typeof profile>;
