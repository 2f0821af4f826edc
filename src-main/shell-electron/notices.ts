import { app, nativeImage, Notification } from 'electron';
import type { Badge, DesktopNotification } from '../../src-shared/bridge/desktop.ts';
import { pushes } from '../../src-shared/bridge/desktop.ts';
import type { WindowKeeper } from './windows/window-keeper.ts';

/** Notifications kept so that a click on one still finds its room; the oldest goes first. */
const notificationsKept = 20;

/** What reaches the person outside of a window: notifications and the badge. */
export class Notices {
  readonly #windows: WindowKeeper;
  readonly #badgeIcon: string;
  #shown: Notification[] = [];
  #saidHidden = false;

  constructor(windows: WindowKeeper, badgeIcon: string) {
    this.#windows = windows;
    this.#badgeIcon = badgeIcon;
  }

  notify(notification: DesktopNotification): void {
    if (!Notification.isSupported()) return;
    const { title, body, roomId } = notification;
    const notice = new Notification({ title, body });
    notice.on('click', () => {
      this.#windows.show('chat').webContents.send(pushes.openRoom, roomId);
      this.#forget(notice);
    });
    notice.on('close', () => this.#forget(notice));
    this.#shown = [...this.#shown, notice].slice(-notificationsKept);
    notice.show();
  }

  /** Said once, or people think that closing the window stopped the host. */
  hidden(hostName: string): void {
    if (this.#saidHidden || !Notification.isSupported()) return;
    this.#saidHidden = true;
    new Notification({
      title: `${hostName} goes on`,
      body: 'Others can still chat. Quit from the tray to stop the host.',
    }).show();
  }

  setBadge(badge: Badge): void {
    app.setBadgeCount(badge.mentions);
    const window = this.#windows.get('chat');
    if (process.platform !== 'win32' || !window) return;
    const isEmpty = badge.mentions === 0 && !badge.unread;
    const words = badge.mentions > 0 ? `${badge.mentions} mentions` : 'Unread messages';
    window.setOverlayIcon(isEmpty ? null : nativeImage.createFromPath(this.#badgeIcon), isEmpty ? '' : words);
  }

  #forget(notice: Notification): void {
    this.#shown = this.#shown.filter((shown) => shown !== notice);
  }
}
