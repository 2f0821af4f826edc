export interface MenuEntry {
  readonly label: string;
  readonly danger?: boolean | undefined;
  readonly act: () => void;
}
