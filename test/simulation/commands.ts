/** What people do at the server. */
import { settle } from '../../src/services/dispatch/admission.ts';
import { requestCancel } from '../../src/services/dispatch/cancelling.ts';
import { pauseShop, resumeShop, setShopRoom } from '../../src/services/dispatch/shop-pausing.ts';
import type { Work } from '../../src/services/dispatch/work.ts';
import { platforms, shops } from './herd.ts';
import type { Chance } from './random.ts';

type Command = (work: Work) => Promise<unknown>;

export function cancelRun(id: string): Command {
  return async (work) => {
    const run = await work.runById(id);
    if (run !== undefined) await requestCancel(work, run, null);
    await settle(work);
  };
}

export function pauseOrResume(chance: Chance): Command {
  const shop = chance.pick(shops);
  const platform = chance.pick(platforms);
  if (chance.happens(0.5)) return (work) => resumeShop(work, platform, shop);
  return async (work) => {
    await pauseShop(work, platform, shop, { at: work.now, by: null, note: null, cause: 'person' });
    await settle(work);
  };
}

/** Only shops of temu: those of pdd keep their room for one. */
export function changeLimit(chance: Chance): Command {
  const shop = chance.pick(shops);
  const room = chance.pick([0, 1, 2, null]);
  return (work) => setShopRoom(work, 'temu', shop, room);
}
