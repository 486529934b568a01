/** Watches over everything that a node has started; see node/guard. */
export interface NodeGuard {
  /** Tells the guard that the server has acknowledged a renewal that was sent at this `Clock.uptimeMs()`. */
  renewed(sentAtUptimeMs: number, leaseSeconds: number): void;
  /** Called when the guard has killed every tree because the lease ran out. */
  onExpired(listener: () => void): void;
  /** Called when no guard can be had: the node must stop its runs. */
  onUnguarded(listener: () => void): void;
}
