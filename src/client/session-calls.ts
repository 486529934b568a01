/** The client's calls for sessions of people. */
import type { Session, SignInLink, SignInRequest } from '../contract/session.ts';
import type { Transport } from './call.ts';

export interface SessionCalls {
  /** Who is signed in. Rejects with `unauthorized` when nobody is. */
  session(): Promise<Session>;
  /** Opens a session; a browser keeps its cookie. */
  signIn(body: SignInRequest): Promise<Session>;
  signOut(): Promise<void>;
  /** An address that opens one session as administrator, once. */
  makeSignInLink(): Promise<SignInLink>;
}

/** The calls, over a client's way to reach the server. */
export function sessionCalls(transport: Transport): SessionCalls {
  const theSession = async (answered: Promise<{ session: Session }>): Promise<Session> =>
    (await answered).session;
  return {
    session: () => theSession(transport.ask('/api/session')),
    signIn: (body) => theSession(transport.ask('/api/session', { method: 'POST', body })),
    signOut: async () => {
      await transport.answer('/api/session', { method: 'DELETE' });
    },
    makeSignInLink: () => transport.ask('/api/session/links', { method: 'POST', body: {} }),
  };
}
