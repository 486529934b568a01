/** What holds where a schedule says nothing. */
export const defaultCatchUpSeconds = 3600;
/** Runs of several shops are spread over this, so that a herd does not start at one stroke. */
export const defaultSpreadSeconds = 60;
