import type { Workspace } from './workspace.js';

/** Properties of every view. */
export interface ViewProps {
  readonly workspace: Workspace;
  /** The part of the route after the view. */
  readonly rest: string;
}
