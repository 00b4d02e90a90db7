import { byId } from '../element';

export { byId };

/** What the page shows: the order and the form, or one notice. */
export function setView(view: string): void {
  byId('page', HTMLElement).dataset.view = view;
  byId('loading', HTMLElement).hidden = view !== 'loading';
  for (const id of ['summary', 'payment']) byId(id, HTMLElement).hidden = view !== 'open';
  byId('notice', HTMLElement).hidden = view === 'open' || view === 'loading';
}
