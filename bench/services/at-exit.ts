const actions: (() => void)[] = [];

// Ctrl-C and a plain kill end the bench by the same way as a fault.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));
process.once('exit', () => {
  for (const action of actions.toReversed()) {
    try {
      action();
    } catch (error) {
      console.error(String(error));
    }
  }
});

/** Has this done if the bench ends before the returned function is called: nothing that it started stays. Synchronous. */
export function atExit(action: () => void): () => void {
  actions.push(action);
  return () => {
    const at = actions.indexOf(action);
    if (at >= 0) actions.splice(at, 1);
  };
}
