import { createClient } from '../../../src/client/index.ts';

/** Where the server is: the page's own base address, which may have a path. */
export const serverUrl = document.baseURI.replace(/[?#].*$/, '').replace(/\/+$/, '');

/** The API, as whoever is signed in: a session's cookie goes along by itself. */
export const client = createClient({ url: serverUrl, token: null, tool: 'ui' });
