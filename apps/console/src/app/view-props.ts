import type { Workspace } from './workspace.js';

/** What a view is given. */
export interface ViewProps {
  readonly workspace: Workspace;
  /** What follows the view in the address. */
  readonly rest: string;
}
