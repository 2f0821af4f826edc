import { Type } from 'typebox';
import {
  type Badge,
  channels,
  type DesktopNotification,
  type DesktopSettings,
  type HostPlace,
} from '../../../src-shared/bridge/desktop.ts';
import { type Channel, defineChannel } from './registry.ts';

/** What the channels do, as main provides it. */
export interface DesktopAbilities {
  host(): HostPlace;
  chatTicket(): string | undefined;
  ownerTicket(): string;
  setBadge(badge: Badge): void;
  notify(notification: DesktopNotification): void;
  openAdministration(): void;
  openChat(): void;
  openExternal(url: string, windowId: number): Promise<boolean>;
  openDataFolder(): Promise<void>;
  settings(): Promise<DesktopSettings>;
  changeSettings(change: Partial<DesktopSettings>): Promise<DesktopSettings>;
}

const nothing = Type.Undefined();
const done = Type.Void();
const settingsSchema = Type.Object(
  { autostart: Type.Boolean(), keepAwake: Type.Boolean() },
  { additionalProperties: false },
);

export function desktopChannels(abilities: DesktopAbilities): readonly Channel[] {
  return [
    defineChannel({
      name: channels.host,
      roles: ['chat', 'administration'],
      perMinute: 60,
      input: nothing,
      output: Type.Object({ url: Type.String(), joinUrl: Type.String() }, { additionalProperties: false }),
      run: () => abilities.host(),
    }),
    defineChannel({
      name: channels.chatTicket,
      roles: ['chat'],
      perMinute: 10,
      input: nothing,
      output: Type.Union([Type.String(), Type.Undefined()]),
      run: () => abilities.chatTicket(),
    }),
    defineChannel({
      name: channels.setBadge,
      roles: ['chat'],
      perMinute: 600,
      input: Type.Object(
        { mentions: Type.Integer({ minimum: 0, maximum: 99_999 }), unread: Type.Boolean() },
        { additionalProperties: false },
      ),
      output: done,
      run: (badge) => abilities.setBadge(badge),
    }),
    defineChannel({
      name: channels.notify,
      roles: ['chat'],
      perMinute: 30,
      input: Type.Object(
        {
          title: Type.String({ maxLength: 200 }),
          body: Type.String({ maxLength: 1000 }),
          roomId: Type.String({ pattern: '^[a-z0-9]{1,64}$' }),
        },
        { additionalProperties: false },
      ),
      output: done,
      run: (notification) => abilities.notify(notification),
    }),
    defineChannel({
      name: channels.openAdministration,
      roles: ['chat'],
      perMinute: 20,
      input: nothing,
      output: done,
      run: () => abilities.openAdministration(),
    }),
    defineChannel({
      name: channels.openExternal,
      roles: ['chat', 'administration'],
      perMinute: 20,
      input: Type.String({ maxLength: 2048 }),
      output: Type.Boolean(),
      run: (url, caller) => abilities.openExternal(url, caller.windowId),
    }),
    defineChannel({
      name: channels.ownerTicket,
      roles: ['administration'],
      perMinute: 20,
      input: nothing,
      output: Type.String(),
      run: () => abilities.ownerTicket(),
    }),
    defineChannel({
      name: channels.openChat,
      roles: ['administration'],
      perMinute: 20,
      input: nothing,
      output: done,
      run: () => abilities.openChat(),
    }),
    defineChannel({
      name: channels.openDataFolder,
      roles: ['administration'],
      perMinute: 20,
      input: nothing,
      output: done,
      run: () => abilities.openDataFolder(),
    }),
    defineChannel({
      name: channels.desktopSettings,
      roles: ['administration'],
      perMinute: 60,
      input: nothing,
      output: settingsSchema,
      run: () => abilities.settings(),
    }),
    defineChannel({
      name: channels.changeDesktopSettings,
      roles: ['administration'],
      perMinute: 30,
      input: Type.Object(
        { autostart: Type.Optional(Type.Boolean()), keepAwake: Type.Optional(Type.Boolean()) },
        { additionalProperties: false },
      ),
      output: settingsSchema,
      run: (change) => abilities.changeSettings(change),
    }),
  ];
}
