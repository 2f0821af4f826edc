import { Menu, Tray } from 'electron';
import type { Clock } from '../../../src-shared/base/clock.ts';
import type { HostState } from '../../host/host.ts';
import { statusLine, type TrayActions, trayTemplate } from './tray-menu.ts';

/** How often the status is looked at; the menu is made anew only when it changed. */
const refreshMs = 2000;

export interface HostTray {
  refresh(): void;
  close(): void;
}

/** None where the desktop has no tray: the app still goes on, and starting it again shows its window. */
export function createTray(options: {
  icon: string;
  clock: Clock;
  state: () => HostState;
  actions: TrayActions;
}): HostTray {
  const { icon, clock, state, actions } = options;
  const tray = new Tray(icon);
  let shown = '';

  function refresh(): void {
    const now = state();
    const line = statusLine(now);
    if (line === shown) return;
    shown = line;
    tray.setToolTip(line);
    tray.setContextMenu(Menu.buildFromTemplate(trayTemplate(now, actions)));
  }

  tray.on('click', () => (state().claimed ? actions.openChat() : actions.openAdministration()));
  refresh();
  const timer = clock.every(refreshMs, refresh);
  return {
    refresh,
    close() {
      timer.cancel();
      tray.destroy();
    },
  };
}
