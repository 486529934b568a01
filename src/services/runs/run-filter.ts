import type { RunFilterQuery } from '../../contract/run-stats.ts';
import { DroverError } from '../../domain/drover-error.ts';
import { faultAt } from '../../domain/input-faults.ts';
import { said } from '../../domain/refusals/said.ts';
import type { RunFilter } from '../../ports/history.ts';

/** A query's filters as the store's. Throws `bad_request` when they name two platforms. */
export function runFilterOf(query: RunFilterQuery): RunFilter {
  const platform = query.platform ?? query.shop?.platform;
  if (query.shop?.platform !== undefined && query.shop.platform !== platform) {
    throw new DroverError('bad_request', said('two_platforms'), {
      details: { faults: [faultAt('?shop', said('another_platform'))] },
    });
  }
  return {
    ...(query.state === undefined ? {} : { states: query.state }),
    ...(query.flow === undefined ? {} : { flow: query.flow }),
    ...(platform === undefined ? {} : { platform }),
    ...(query.shop === undefined ? {} : { shopId: query.shop.shopId }),
    ...(query.tag === undefined ? {} : { tag: query.tag }),
    ...(query.code === undefined ? {} : { code: query.code }),
    ...(query.batch === undefined ? {} : { batchId: query.batch }),
    ...(query.from === undefined ? {} : { from: Date.parse(query.from) }),
    ...(query.to === undefined ? {} : { to: Date.parse(query.to) }),
    ...(query.text === undefined ? {} : { text: query.text }),
  };
}
