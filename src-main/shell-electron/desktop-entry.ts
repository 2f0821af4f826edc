/** A desktop entry (freedesktop.org Desktop Entry and Autostart specifications); the program’s path is quoted. */
export function autostartEntry(program: string): string {
  const quoted = `"${program.replaceAll(/["`$\\]/g, '\\$&').replaceAll('%', '%%')}"`;
  return `[Desktop Entry]\nType=Application\nName=Hearth\nExec=${quoted} --hidden\nX-GNOME-Autostart-enabled=true\n`;
}
