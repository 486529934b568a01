/** A service that only this bench uses, with its files in a folder of its own. */
export interface PrivateService {
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}
