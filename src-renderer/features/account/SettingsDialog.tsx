import { lazy, Suspense } from 'react';
import { ModalDialog } from '../../ui/ModalDialog.tsx';
import { RowSkeleton } from '../../ui/Skeleton.tsx';

const SettingsPages = lazy(() =>
  import('./SettingsPages.tsx').then((module) => ({ default: module.SettingsPages })),
);

/** Who I am here, how it looks, how writing works, and where I am signed in. */
export function SettingsDialog(props: { onClose: () => void }) {
  return (
    <ModalDialog title="Settings" wide onClose={props.onClose}>
      <Suspense fallback={<RowSkeleton label="Loading settings" />}>
        <SettingsPages />
      </Suspense>
    </ModalDialog>
  );
}
