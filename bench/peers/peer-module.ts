/**
 * The packages that Drover is measured beside are installed only for a bench (bench/package.json), so the compiler does not
 * know them: each peer's file says the little of its interface that is used.
 */
export async function peerModule(name: string): Promise<unknown> {
  try {
    return await import(name);
  } catch (error) {
    throw new Error(`${name} is not installed: npm ci --prefix bench`, { cause: error });
  }
}
