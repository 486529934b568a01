/**
 * Puts server and node together: with `src/main/`, the only place that picks adapters. What a command does not need is
 * imported only when it is needed, so that short commands start quickly and a node does not carry a server.
 */
import { systemClock } from './adapters/clock-system/system-clock.ts';
import type { Clock } from './ports/clock.ts';

export { composeNode } from './main/compose-node.ts';
export { composeServer, type RunningServer } from './main/compose-server.ts';
export { guardLeftIn, lastServerUrl, liveNodeOf, nodeOutput } from './main/node-folder.ts';
export { lockStart, type ServiceState, serviceState } from './main/service-state.ts';

/** This machine's time, for the command line. */
export const hostClock: Clock = systemClock;
