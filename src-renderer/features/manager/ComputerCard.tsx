import { useEffect, useState } from 'react';
import type { AdministrationBridge, DesktopSettings } from '../../../src-shared/bridge/desktop.ts';

/** What the desktop app does with this computer; only its administration window can show it. */
export function ComputerCard(props: { bridge: AdministrationBridge }) {
  const { bridge } = props;
  const [settings, setSettings] = useState<DesktopSettings>();
  const [error, setError] = useState<string>();

  useEffect(() => {
    bridge.desktopSettings().then(setSettings, () => setError('These settings cannot be read right now.'));
  }, [bridge]);

  /** The box follows the hand at once, and goes back when the computer refuses. */
  async function change(before: DesktopSettings, wanted: Partial<DesktopSettings>): Promise<void> {
    setSettings({ ...before, ...wanted });
    try {
      setSettings(await bridge.changeDesktopSettings(wanted));
      setError(undefined);
    } catch {
      setSettings(before);
      // The main process says why in its log; the person needs to know that nothing changed.
      setError('This could not be changed. The setting stands as before.');
    }
  }

  return (
    <section className="card wide-12" aria-labelledby="computer-title">
      <h2 id="computer-title">This computer</h2>
      {error !== undefined && <p role="alert">{error}</p>}
      {settings && (
        <>
          <label className="choice">
            <input
              type="checkbox"
              checked={settings.autostart}
              onChange={(event) => void change(settings, { autostart: event.target.checked })}
            />
            Start Hearth with the computer
          </label>
          <label className="choice">
            <input
              type="checkbox"
              checked={settings.keepAwake}
              onChange={(event) => void change(settings, { keepAwake: event.target.checked })}
            />
            Keep the computer awake while the host is on
          </label>
        </>
      )}
      <div className="acts">
        <button type="button" className="btn" onClick={() => void bridge.openDataFolder()}>
          Open the data folder
        </button>
      </div>
    </section>
  );
}
