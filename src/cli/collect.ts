/** Gathers an option that may be given several times, each with one value. */
export function collect(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), value];
}
