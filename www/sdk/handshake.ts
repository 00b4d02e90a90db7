// What a page in one of our frames and the loader say before they have a port of their own, and what the loader
// and a surface page say over theirs. (Loader and engine speak the protocol of `protocol.ts`.)

/** From a frame to the page around it, whose exact origin the frame's fragment names: `#origin=…`. */
export type Hello = { tillkit: 'hello'; version: number };

/** The answer, to the exact origin of our assets. It carries the port. */
export type Connect = { tillkit: 'connect'; version: number };

/** From our return page to the surface page around it, on one origin. */
export type Returned = { tillkit: 'returned' };

/** From the loader to a surface page. `focus`: the page is a dialog's, and the focus goes into it. */
export type ToSurface = { load: { url: string; title: string; focus: boolean } };

/** From a surface page to the loader. */
export type FromSurface = 'returned' | 'escape' | 'failed';
