/** Shops in and out as files of comma-separated values. */

import { maxPageSize } from '../../contract/paging.ts';
import { type ShopExportQuery, type ShopImportResult, shopColumns } from '../../contract/shop-import.ts';
import { canonicalJson } from '../../domain/canonical-json.ts';
import { formatCsv, formulaSafe } from '../../domain/csv.ts';
import type { ShopRecord } from '../../domain/records.ts';
import type { History } from '../../ports/history.ts';
import type { Dispatcher } from '../dispatch/dispatcher.ts';
import { decodeFile, readShopLines, type ShopLine } from './read-shops.ts';

export interface ShopFilesParts {
  readonly dispatcher: Dispatcher;
  readonly history: History;
}

/** A file as it came. */
export interface ShopFile {
  readonly body: Uint8Array;
  /** Declared charset; null: UTF-8. */
  readonly charset: string | null;
}

export interface ShopFiles {
  /**
   * Stores the faultless lines of a file in one transaction and says what is wrong with the others. A column that the
   * file does not have changes nothing; an empty cell empties, but an empty `enabled` changes nothing. Throws `bad_csv`.
   */
  import(
    file: ShopFile,
    options: { readonly dryRun: boolean; readonly platform: string | null },
  ): Promise<ShopImportResult>;
  /** All shops that the filters select, as a file that spreadsheets open as it is (UTF-8 with a byte order mark). */
  export(filter: ShopExportQuery): Promise<string>;
}

export function createShopFiles(parts: ShopFilesParts): ShopFiles {
  return {
    import: async (file, { dryRun, platform }) => {
      const { shops, faults } = readShopLines(decodeFile(file.body, file.charset), platform);
      const counts = await parts.dispatcher.command(async (work) => {
        const found = { created: 0, updated: 0, unchanged: 0 };
        for (const line of shops) {
          const before = await work.tx.shop(line.platform, line.id);
          const shop = shopAfter(before, line, work.now);
          const same = before !== undefined && canonicalJson(before) === canonicalJson(shop);
          found[before === undefined ? 'created' : same ? 'unchanged' : 'updated'] += 1;
          if (same || dryRun) continue;
          await work.tx.putShop(shop);
          work.tellChange('shops');
        }
        return found;
      });
      return { dryRun, ...counts, faulty: faults.length, faults: [...faults] };
    },

    export: async (query) => {
      const { platform, tag, enabled, paused, text } = query;
      const filter = {
        ...(platform === undefined ? {} : { platform }),
        ...(tag === undefined ? {} : { tag }),
        ...(enabled === undefined ? {} : { enabled }),
        ...(paused === undefined ? {} : { paused }),
        ...(text === undefined ? {} : { text }),
      };
      const records: string[][] = [[...shopColumns]];
      let cursor: string | null = null;
      do {
        const page: Awaited<ReturnType<History['shops']>> = await parts.history.shops(
          filter,
          maxPageSize,
          cursor,
        );
        for (const { shop } of page.items) records.push(cellsOf(shop));
        cursor = page.next;
      } while (cursor !== null);
      return `\u{feff}${formatCsv(records)}`;
    },
  };
}

function shopAfter(before: ShopRecord | undefined, line: ShopLine, now: number): ShopRecord {
  const { line: _line, enabled, ...given } = line;
  const known: ShopRecord = before ?? {
    platform: line.platform,
    id: line.id,
    name: null,
    tags: [],
    owner: null,
    enabled: true,
    settings: {},
    origin: 'import',
    room: null,
    createdAt: now,
  };
  return {
    ...known,
    ...given,
    enabled: enabled ?? known.enabled,
    origin: known.origin === 'discovered' ? 'import' : known.origin,
  };
}

function cellsOf(shop: ShopRecord): string[] {
  return [
    shop.platform,
    shop.id,
    shop.name ?? '',
    shop.tags.join(';'),
    shop.owner ?? '',
    String(shop.enabled),
  ].map(formulaSafe);
}
