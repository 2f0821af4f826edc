import { changeSettings, useSettings } from '../../state/settings.ts';
import { Choice } from '../../ui/Choice.tsx';

/** What keys do, where rooms open, and what is read out. */
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
      <Choice
        title="Screen readers hear new messages"
        value={settings.announceMessages ? 'yes' : 'no'}
        options={[
          ['yes', 'Of the open room, at most every 2 seconds'],
          ['no', 'Not by themselves'],
        ]}
        onChange={(choice) => changeSettings({ announceMessages: choice === 'yes' })}
      />
    </div>
  );
}
