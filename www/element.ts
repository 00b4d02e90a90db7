// What the pages that we make, the shop's and the hosted checkout's, find in themselves.

/** The page's element with this id, which the page's HTML has. */
export function byId<T extends HTMLElement>(id: string, kind: new () => T): T {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) throw new TypeError(`The page has no ${kind.name} with the id ${id}`);
  return element;
}
