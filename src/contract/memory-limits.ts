/** Largest value of a step or of a `once`, bytes of JSON. */
export const maxMemoBytes = 256 * 1024;
/** All values that the steps of one run keep together, bytes of JSON. */
export const maxMemoBytesOfRun = 2 * 1024 * 1024;
/** Longest name of a step and longest key of a `once`, characters. */
export const maxMemoName = 128;
export const maxOnceKey = 256;
/** Longest time that a `once` holds, seconds (400 days). */
export const maxOnceSeconds = 400 * 24 * 3600;
