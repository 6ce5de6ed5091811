/** The views, in the order of the navigation. A new one is a row here. */
import type { ComponentType } from 'preact';
import { LiveView } from '../live/live-view.js';
import type { Workspace } from './workspace.js';

export interface ViewProps {
  readonly workspace: Workspace;
  /** What follows the view in the address. */
  readonly rest: string;
}

export interface View {
  readonly name: string;
  readonly label: string;
  /** Path of a 24 by 24 icon. */
  readonly icon: string;
  readonly component: ComponentType<ViewProps>;
}

export const VIEWS: readonly View[] = [
  { name: 'live', label: 'Live', icon: 'M3 12h4l3-7 4 14 3-7h4', component: LiveView },
];
