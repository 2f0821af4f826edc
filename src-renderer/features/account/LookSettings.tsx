import { changeSettings, useSettings } from '../../state/settings.ts';
import { Choice } from '../../ui/Choice.tsx';

/** How everything looks on this device. */
export function LookSettings() {
  const settings = useSettings();
  return (
    <div className="stack-16">
      <Choice
        title="Theme"
        value={settings.theme}
        options={[
          ['system', 'Like the system'],
          ['light', 'Light'],
          ['dark', 'Dark'],
        ]}
        onChange={(theme) => changeSettings({ theme })}
      />
      <Choice
        title="Contrast"
        value={settings.contrast}
        options={[
          ['system', 'Like the system'],
          ['normal', 'Normal'],
          ['more', 'More'],
        ]}
        onChange={(contrast) => changeSettings({ contrast })}
      />
      <Choice
        title="Text size"
        value={settings.textSize}
        options={[
          ['normal', 'Normal'],
          ['large', 'Large'],
          ['larger', 'Larger'],
        ]}
        onChange={(textSize) => changeSettings({ textSize })}
      />
      <Choice
        title="Density"
        value={settings.density}
        options={[
          ['comfortable', 'Comfortable'],
          ['compact', 'Compact'],
        ]}
        onChange={(density) => changeSettings({ density })}
      />
      <Choice
        title="Motion"
        value={settings.motion}
        options={[
          ['system', 'Like the system'],
          ['less', 'None'],
        ]}
        onChange={(motion) => changeSettings({ motion })}
        hint="These choices are kept on this device only."
      />
    </div>
  );
}
