/** What the command line says of the console, in English. */
export const consoleEn = {
  up_console: 'Console',
  sign_in_about: 'make a link that opens the console, signed in as administrator, once within 10 min',
  sign_in_link: 'Console, signed in as administrator (this link works once, for 10 min): {url}',
} as const;
