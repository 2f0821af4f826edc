import type { MenuItemConstructorOptions } from 'electron';
import type { HostState } from '../../host/host.ts';

export interface TrayActions {
  openChat(): void;
  openAdministration(): void;
  setOpen(open: boolean): void;
  quit(): void;
}

/** One line of status: what the tray says when pointed at. */
export function statusLine(state: HostState): string {
  if (!state.claimed) return 'Hearth: not set up yet';
  if (!state.open) return `${state.hostName}: stopped`;
  const people = state.online === 1 ? '1 person' : `${state.online} people`;
  return `${state.hostName}: on, ${people} here`;
}

export function trayTemplate(state: HostState, actions: TrayActions): MenuItemConstructorOptions[] {
  return [
    { label: statusLine(state), enabled: false },
    { type: 'separator' },
    { label: 'Open chat', enabled: state.claimed, click: () => actions.openChat() },
    {
      label: state.claimed ? 'Host panel' : 'Set up the host',
      click: () => actions.openAdministration(),
    },
    {
      label: state.open ? 'Stop hosting' : 'Start hosting',
      enabled: state.claimed,
      click: () => actions.setOpen(!state.open),
    },
    { type: 'separator' },
    { label: 'Quit Hearth', click: () => actions.quit() },
  ];
}
