import { IconButton } from './Button.tsx';
import { moreIcon } from './icons.ts';
import { Menu, type MenuSection } from './Menu.tsx';

/** The button with the three dots and its menu at the end of the screen. */
export function MoreButton({ label, sections }: { label: string; sections: MenuSection[] }) {
  return (
    <Menu label={label} side="end" sections={sections}>
      {({ isExpanded, onClick }) => (
        <IconButton icon={moreIcon} label={label} hasMenu isExpanded={isExpanded} onClick={onClick} />
      )}
    </Menu>
  );
}
