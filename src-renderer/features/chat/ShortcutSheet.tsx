import { ModalDialog } from '../../ui/ModalDialog.tsx';
import { shortcuts } from './use-shortcuts.ts';

export function ShortcutSheet(props: { onClose: () => void }) {
  return (
    <ModalDialog title="Keyboard shortcuts" wide onClose={props.onClose}>
      <table className="table">
        <tbody>
          {shortcuts.map(([keys, meaning]) => (
            <tr key={keys}>
              <td>
                <kbd>{keys}</kbd>
              </td>
              <td>{meaning}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ModalDialog>
  );
}
