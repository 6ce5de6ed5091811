/** The current route of the page: `#/view/more`. */
import { Value } from '../ui/value.js';

export interface Route {
  readonly view: string;
  /** The decoded part of the route after the view: the user of the live view, otherwise empty. */
  readonly rest: string;
}

export const route = new Value<Route>(routeOf(location.hash));

addEventListener('hashchange', () => {
  route.current = routeOf(location.hash);
});

export function hrefOf(view: string, rest = ''): string {
  return `#/${view}${rest === '' ? '' : `/${encodeURIComponent(rest)}`}`;
}

function routeOf(hash: string): Route {
  const [, view = '', rest = ''] = /^#\/([a-z]*)\/?(.*)$/.exec(hash) ?? [];
  try {
    return { view, rest: decodeURIComponent(rest) };
  } catch {
    return { view, rest: '' };
  }
}
