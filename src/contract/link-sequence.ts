/**
 * Batches of one direction of a link connection are numbered 1, 2, 3, …. A repeated one is dropped, and a gap ends the
 * connection, so that what arrives is exactly what was sent, in order, up to some point: the rules of leases and
 * assignments (a node that has answered a later batch has read the earlier ones) rest on this and not on the transport.
 */
export type Arrival = 'next' | 'repeated' | 'gap';

/** Tells of each arriving batch number whether it is the next one. */
export function arrivals(): (i: number) => Arrival {
  let last = 0;
  return (i) => {
    if (i === last + 1) {
      last = i;
      return 'next';
    }
    return i <= last ? 'repeated' : 'gap';
  };
}
