import { useState } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { LookSettings } from './LookSettings.tsx';
import { PasswordForm } from './PasswordForm.tsx';
import { ProfileSettings } from './ProfileSettings.tsx';
import { SessionSettings } from './SessionSettings.tsx';
import { WritingSettings } from './WritingSettings.tsx';

/** The pages of the settings; arrow keys go from one to the next. */
export function SettingsPages() {
  const [isNarrow] = useState(() => matchMedia('(max-width: 719px)').matches);
  return (
    <Tabs className="settings" orientation={isNarrow ? 'horizontal' : 'vertical'}>
      <TabList className="settings-tabs" aria-label="Settings">
        <Tab className="settings-tab" id="profile">
          You
        </Tab>
        <Tab className="settings-tab" id="look">
          Look
        </Tab>
        <Tab className="settings-tab" id="writing">
          Writing
        </Tab>
        <Tab className="settings-tab" id="devices">
          Devices
        </Tab>
      </TabList>
      <TabPanel className="settings-page" id="profile">
        <ProfileSettings />
        <PasswordForm />
      </TabPanel>
      <TabPanel className="settings-page" id="look">
        <LookSettings />
      </TabPanel>
      <TabPanel className="settings-page" id="writing">
        <WritingSettings />
      </TabPanel>
      <TabPanel className="settings-page" id="devices">
        <SessionSettings />
      </TabPanel>
    </Tabs>
  );
}
