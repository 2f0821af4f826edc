import type { IpcMain, IpcMainInvokeEvent } from 'electron';
import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import type { ChannelName } from '../../../src-shared/bridge/desktop.ts';
import type { Log } from '../../../src-shared/base/log.ts';
import { isAppUrl } from '../pages/app-pages.ts';
import type { WindowRole } from '../windows/window-factory.ts';

/** One call that a window may make: what it takes and gives, which windows may make it, and how often. */
export interface Channel {
  readonly name: ChannelName;
  readonly roles: readonly WindowRole[];
  /** Calls of one window in a minute; one beyond is refused. */
  readonly perMinute: number;
  readonly input: TSchema;
  readonly output: TSchema;
  run(input: unknown, caller: Caller): unknown;
}

export interface Caller {
  readonly windowId: number;
  readonly role: WindowRole;
}

/** Keeps the types of a channel’s schemas and of its work together. */
export function defineChannel<In extends TSchema, Out extends TSchema>(channel: {
  name: ChannelName;
  roles: readonly WindowRole[];
  perMinute: number;
  input: In;
  output: Out;
  run(input: Static<In>, caller: Caller): Static<Out> | Promise<Static<Out>>;
}): Channel {
  return { ...channel, run: (input, caller) => channel.run(input as Static<In>, caller) };
}

export interface RegistryOptions {
  readonly ipcMain: IpcMain;
  readonly channels: readonly Channel[];
  /** The window that holds these web contents, and what it may do. */
  readonly callerOf: (webContentsId: number) => Caller | undefined;
  readonly nowMs: () => number;
  readonly log: Log;
}

const minuteMs = 60_000;

/** The only place that listens to windows (PROMISES E16): sender, role, rate and input are checked for every call. */
export function registerChannels(options: RegistryOptions): void {
  const { ipcMain, callerOf, nowMs, log } = options;
  const calls = new Map<string, { sinceMs: number; count: number }>();

  function isTooOften(key: string, perMinute: number): boolean {
    const atMs = nowMs();
    const counted = calls.get(key);
    if (!counted || atMs - counted.sinceMs >= minuteMs) {
      calls.set(key, { sinceMs: atMs, count: 1 });
      return false;
    }
    counted.count += 1;
    return counted.count > perMinute;
  }

  for (const channel of options.channels) {
    const input = Compile(channel.input);
    const output = Compile(channel.output);
    const refused = (why: string) => {
      log.warn('a window’s call was refused', { channel: channel.name, why });
      return new Error(`${channel.name} was refused: ${why}`);
    };
    ipcMain.handle(channel.name, async (event, ...args: unknown[]) => {
      const caller = isOwnPage(event) ? callerOf(event.sender.id) : undefined;
      if (!caller) throw refused('not a page of this app');
      if (!channel.roles.includes(caller.role)) throw refused('not for this window');
      if (isTooOften(`${channel.name} ${caller.windowId}`, channel.perMinute)) throw refused('too often');
      if (args.length > 1 || !input.Check(args[0])) throw refused('not what it takes');
      const result = await channel.run(args[0], caller);
      if (!output.Check(result)) throw refused('not what it gives');
      return result;
    });
  }
}

/** The top frame of a window, standing on one of our pages. */
function isOwnPage(event: IpcMainInvokeEvent): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame.parent === null && isAppUrl(frame.url);
}
