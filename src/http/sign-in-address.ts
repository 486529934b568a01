/** The address of a sign-in link. The word stands behind the `#`, which no browser sends and no proxy logs. */
export function signInAddress(serverUrl: string, word: string): string {
  return `${serverUrl.replace(/\/+$/, '')}/sign-in#link=${word}`;
}
