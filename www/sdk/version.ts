/** Set by the build, from package.json. */
declare const TILLKIT_VERSION: string;

/** The release that this loader belongs to. */
export const version: string = TILLKIT_VERSION;
