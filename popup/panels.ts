// What shows each panel. Panels are parts: loaded when they are first opened.
import type { ComponentType } from 'preact';
import type { Listing } from '../extension/queries.ts';
import { type Part, part } from './part.ts';
import type { Panel } from './screen.ts';

type PanelName = Panel['name'];
type Named<Name extends PanelName> = Extract<Panel, { name: Name }>;
/** What a panel's component gets: what it is about, and the accounts with their connections. */
export type PanelProps<Name extends PanelName> = { panel: Named<Name>; listing: Listing };
type PanelPart<Name extends PanelName> = Part<{ Panel: ComponentType<PanelProps<Name>> }>;

/** The part behind each panel: a module that exports its component as `Panel`. */
export const panels: { [Name in PanelName]?: PanelPart<Name> } = {
  details: part(() => import('./groups/DetailsPanel.tsx')),
  'new-group': part(() => import('./groups/NewGroupPanel.tsx')),
  join: part(() => import('./groups/JoinPanel.tsx')),
  picture: part(() => import('./picture/Panel.tsx')),
  contacts: part(() => import('./contacts/ContactsPanel.tsx')),
  person: part(() => import('./contacts/PersonPanel.tsx')),
};
