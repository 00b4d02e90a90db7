// The folder is itself: the repository around it must not be searched for packages.
export default { turbopack: { root: import.meta.dirname } };
