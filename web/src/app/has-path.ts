/** Whether a page of this address is in the table of routes (`useRouter().routesByPath`). */
export function hasPath(routesByPath: object, path: string): boolean {
  // `/system/$tab` stands for `/system` too.
  return Object.keys(routesByPath).some((known) => known === path || known.startsWith(`${path}/$`));
}
