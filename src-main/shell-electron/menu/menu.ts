import type { MenuItemConstructorOptions } from 'electron';

/** The application menu: what a system expects of every program, and the keys that come with it. */
export function menuTemplate(options: {
  isPackaged: boolean;
  quit: () => void;
}): MenuItemConstructorOptions[] {
  const { isPackaged, quit } = options;
  return [
    {
      label: 'Hearth',
      submenu: [
        { role: 'about' },
        { type: 'separator' },
        { role: 'hide' },
        { role: 'hideOthers' },
        { role: 'unhide' },
        { type: 'separator' },
        { label: 'Quit Hearth', accelerator: 'CommandOrControl+Q', click: quit },
      ],
    },
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
        ...(isPackaged ? [] : [{ role: 'reload' } as const, { role: 'toggleDevTools' } as const]),
      ],
    },
    { role: 'windowMenu' },
  ];
}
