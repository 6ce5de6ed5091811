/** The views, in the order of the navigation. To add a view, add a row. */
import type { ComponentType } from 'preact';
import { ConnectView } from '../connect/connect-view.js';
import { HealthView } from '../health/health-view.js';
import { LiveView } from '../live/live-view.js';
import { SensorsView } from '../sensors/sensors-view.js';
import { StreamView } from '../stream/stream-view.js';
import type { ViewProps } from './view-props.js';

export interface View {
  readonly name: string;
  readonly label: string;
  /** SVG path data, for a view box of 24 by 24. */
  readonly icon: string;
  readonly component: ComponentType<ViewProps>;
}

export const VIEWS: readonly View[] = [
  { name: 'live', label: 'Live', icon: 'M3 12h4l3-7 4 14 3-7h4', component: LiveView },
  { name: 'stream', label: 'Stream', icon: 'M4 6h16M4 12h16M4 18h10', component: StreamView },
  {
    name: 'sensors',
    label: 'Sensors',
    icon: 'M12 20c-5-4-8-7-8-11a4 4 0 0 1 8-1 4 4 0 0 1 8 1c0 4-3 7-8 11z',
    component: SensorsView,
  },
  {
    name: 'connect',
    label: 'Connect',
    icon: 'M10 14l4-4M8 12l-2 2a3 3 0 0 0 4 4l2-2M16 12l2-2a3 3 0 0 0-4-4l-2 2',
    component: ConnectView,
  },
  {
    name: 'health',
    label: 'Health',
    icon: 'M4 19V5M4 19h16M8 15v-4M12 15V8M16 15v-6',
    component: HealthView,
  },
];
