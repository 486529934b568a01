/** What a terminal sends to everything in the foreground: Ctrl-C, and its own end. */
export const groupSignals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGHUP'];
