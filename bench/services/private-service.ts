/** A service that only this bench uses, with its files in a folder of its own. */
export interface PrivateService {
  readonly port: number;
  stop(): Promise<void>;
}
