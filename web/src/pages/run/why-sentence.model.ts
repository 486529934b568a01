/**
 * The server's sentence on why a run waits, for people who look at it in the console: the shop by its name, runs by the end
 * of their ids, whose links stand beside it.
 */
export function whySentence(
  sentence: string,
  shop: { readonly platform: string | null; readonly id: string; readonly name: string } | null,
): string {
  const short = sentence.replace(/\brun_[0-9a-z]{8,}/g, (id) => `…${id.slice(-7)}`);
  return shop === null || shop.platform === null
    ? short
    : short.replaceAll(`${shop.platform} ${shop.id}`, shop.name);
}
