/** The page's element with this id, which the page's HTML has. */
export function byId<T extends HTMLElement>(id: string, kind: new () => T): T {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) throw new TypeError(`The page has no ${kind.name} with the id ${id}`);
  return element;
}

/** What the page shows: the order and the form, or one notice. */
export function setView(view: string): void {
  byId('page', HTMLElement).dataset.view = view;
  byId('loading', HTMLElement).hidden = view !== 'loading';
  for (const id of ['summary', 'payment']) byId(id, HTMLElement).hidden = view !== 'open';
  byId('notice', HTMLElement).hidden = view === 'open' || view === 'loading';
}
