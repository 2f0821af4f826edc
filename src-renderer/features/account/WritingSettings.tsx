import { changeSettings, useSettings } from '../../state/settings.ts';
import { Choice } from '../../ui/Choice.tsx';

/** What keys do, and where rooms open. */
export function WritingSettings() {
  const settings = useSettings();
  return (
    <div className="stack-16">
      <Choice
        title="Enter key"
        value={settings.enter}
        options={[
          ['send', 'Sends, Shift+Enter makes a line'],
          ['newline', 'Makes a line, Ctrl+Enter sends'],
        ]}
        onChange={(enter) => changeSettings({ enter })}
      />
      <Choice
        title="Rooms open at"
        value={settings.landing}
        options={[
          ['unread', 'The first unread message'],
          ['newest', 'The newest message'],
        ]}
        onChange={(landing) => changeSettings({ landing })}
      />
    </div>
  );
}
