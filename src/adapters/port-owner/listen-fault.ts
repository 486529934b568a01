import type { StartFault } from '../../domain/start-fault.ts';
import { portOwner } from './port-owner.ts';

/** Why a server could not listen at this address, from the system's error; a port in use with who uses it. */
export async function listenFault(error: unknown, host: string, port: number): Promise<StartFault> {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return { kind: 'port_used', host, port, owner: await portOwner(port) };
  return { kind: 'listen', host, port, detail: error instanceof Error ? error.message : String(error) };
}
