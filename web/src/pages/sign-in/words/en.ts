export const en = {
  title: 'Sign in',
  opening: 'Signing in with the link…',
  token: 'Token',
  'token.help':
    'An administrator makes one under System › Tokens; the administrator’s token given at start works too.',
  submit: 'Sign in',
  'link.title': 'Sign in with a one-time link',
  'link.text':
    'At each start the server prints a sign-in link that works once, for 10 minutes. For a new one, run this where the server runs:',
  'link.reopen': 'Then open the printed link in this browser.',
  'fault.link':
    'This link no longer works: it was used, is older than 10 minutes, or the server was restarted. Get a new one, or sign in with a token.',
  'fault.token':
    'The token is wrong or was revoked. Check that all of it was copied; if in doubt, ask for a new one.',
  'fault.limited': 'Too many failed tries. Try again in {{seconds}} s.',
  'fault.empty': 'Enter the token first.',
  language: '中文',
};
