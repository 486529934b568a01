/** Reads a file of shops: which lines are shops, and what is wrong with the others. */

import type { Bilingual } from '../../contract/bilingual.ts';
import { formWords } from '../../contract/form-words.ts';
import { plainText, platformSchema, shopIdSchema, tagSchema } from '../../contract/run.ts';
import {
  maxImportedShops,
  type ShopColumn,
  type ShopImportFault,
  shopColumns,
} from '../../contract/shop-import.ts';
import { type CsvFault, type CsvRecord, parseCsv, withoutFormulaGuard } from '../../domain/csv.ts';
import { didYouMean } from '../../domain/did-you-mean.ts';
import { DroverError } from '../../domain/drover-error.ts';
import { listed, nothingSaid, said } from '../../domain/refusals/said.ts';

/** A shop as its line says it; a column that the file does not have is undefined. */
export interface ShopLine {
  readonly line: number;
  readonly platform: string;
  readonly id: string;
  readonly name?: string | null;
  readonly tags?: readonly string[];
  readonly owner?: string | null;
  /** Undefined: the cell is empty. */
  readonly enabled?: boolean | undefined;
}

export interface ShopLines {
  readonly shops: readonly ShopLine[];
  /** By line. */
  readonly faults: readonly ShopImportFault[];
}

type Column = ShopColumn | null;

/** Longest name or owner, characters; most tags: as `PUT /api/shops`. */
const maxText = 200;
const maxTags = 64;

const charsets = ['utf-8', 'gbk', 'gb18030', 'gb2312', 'big5', 'utf-16le'];

/** The text of a file in the declared charset (default UTF-8; a byte order mark is left out). Throws `bad_csv`. */
export function decodeFile(body: Uint8Array, charset: string | null): string {
  const name = (charset ?? 'utf-8').toLowerCase();
  if (!charsets.includes(name === 'utf8' ? 'utf-8' : name)) {
    throw new DroverError('bad_csv', said('charset_not_known', { name, known: listed(charsets) }), {
      details: { known: charsets },
    });
  }
  try {
    return new TextDecoder(name, { fatal: true }).decode(body);
  } catch {
    const hint = charset === null ? said('charset_gbk') : nothingSaid;
    throw new DroverError('bad_csv', said('charset_wrong', { name, hint }));
  }
}

/** The shops of a file's text. Throws `bad_csv` where its header can't be used or it is too long. */
export function readShopLines(text: string, defaultPlatform: string | null): ShopLines {
  const [header, ...records] = parseCsv(text, maxImportedShops + 2);
  if (header === undefined)
    throw new DroverError('bad_csv', said('file_empty', { columns: shopColumns.join(',') }));
  if (records.length > maxImportedShops) {
    throw new DroverError('bad_csv', said('file_too_long', { limit: maxImportedShops }), {
      details: { limit: maxImportedShops },
    });
  }
  const columns = columnsOf(header, defaultPlatform);
  const shops: ShopLine[] = [];
  const faults: ShopImportFault[] = [];
  const firstLine = new Map<string, number>();
  for (const record of records) {
    const read = shopOf(record, columns, defaultPlatform);
    if ('reason' in read) {
      faults.push(read);
      continue;
    }
    const key = `${read.platform}:${read.id}`;
    const first = firstLine.get(key);
    if (first === undefined) {
      firstLine.set(key, read.line);
      shops.push(read);
    } else faults.push(lineFault(read.line, 'id', said('line_same_shop', { line: first, shop: key })));
  }
  return { shops, faults };
}

function columnsOf(header: CsvRecord, defaultPlatform: string | null): Column[] {
  if (header.fault !== null)
    throw new DroverError('bad_csv', said('header_faulty', { fault: faultWords[header.fault] }));
  const columns = header.cells.map((cell): Column => {
    const name = cell.trim().toLowerCase();
    if (name === '') return null;
    const known = shopColumns.find((column) => column === name);
    if (known !== undefined) return known;
    const meant = didYouMean(name, shopColumns);
    throw new DroverError(
      'bad_csv',
      said('column_not_known', {
        name,
        hint: meant === undefined ? nothingSaid : said('column_meant', { meant }),
        columns: shopColumns.join(','),
      }),
      {
        details: { known: shopColumns, ...(meant === undefined ? {} : { didYouMean: meant }) },
      },
    );
  });
  for (const column of shopColumns) {
    if (columns.filter((one) => one === column).length > 1)
      throw new DroverError('bad_csv', said('column_twice', { column }));
  }
  for (const needed of ['platform', 'id'] as const) {
    if (columns.includes(needed) || (needed === 'platform' && defaultPlatform !== null)) continue;
    throw new DroverError(
      'bad_csv',
      said('column_missing', { column: needed, columns: shopColumns.join(',') }),
      { details: { missing: needed } },
    );
  }
  return columns;
}

const faultWords: Readonly<Record<CsvFault, Bilingual>> = {
  unclosed_quote: said('line_open_quote'),
  text_after_quote: said('line_after_quote'),
  quote_in_text: said('line_quote_inside'),
};

function lineFault(line: number, column: ShopColumn | null, words: Bilingual): ShopImportFault {
  return { line, column, reason: words.en, words };
}

function shopOf(
  record: CsvRecord,
  columns: readonly Column[],
  defaultPlatform: string | null,
): ShopLine | ShopImportFault {
  const { line } = record;
  const fault = (column: ShopColumn | null, words: Bilingual): ShopImportFault =>
    lineFault(line, column, words);
  if (record.fault !== null) return fault(null, faultWords[record.fault]);
  const extra = record.cells.findIndex((cell, i) => (columns[i] ?? null) === null && cell.trim() !== '');
  if (extra >= 0)
    return fault(null, said('line_cells', { cells: record.cells.length, columns: columns.length }));
  if (record.cells.length <= columns.findLastIndex((column) => column !== null))
    return fault(null, said('line_cells_few', { cells: record.cells.length, columns: columns.length }));
  const cellOf = (column: ShopColumn): string | undefined => {
    const at = columns.indexOf(column);
    return at < 0 ? undefined : withoutFormulaGuard((record.cells[at] ?? '').trim());
  };

  const platform = cellOf('platform') || defaultPlatform || '';
  if (!platformSchema.safeParse(platform).success)
    return fault(
      'platform',
      platform === '' ? said('cell_empty') : said('cell_platform', { text: shown(platform) }),
    );
  const id = cellOf('id') ?? '';
  if (id === '') return fault('id', said('cell_empty'));
  if (/^[0-9](\.[0-9]+)?E\+[0-9]+$/i.test(id)) return fault('id', said('cell_rounded', { text: id }));
  if (!shopIdSchema.safeParse(id).success) return fault('id', said('cell_id', { text: shown(id) }));

  const name = cellOf('name');
  const owner = cellOf('owner');
  for (const [column, text] of [
    ['name', name],
    ['owner', owner],
  ] as const) {
    if (text === undefined) continue;
    if (text.length > maxText) return fault(column, said('cell_long', { length: text.length, max: maxText }));
    if (!plainText.test(text)) return fault(column, formWords.plainText);
  }
  const tags = tagsOf(cellOf('tags'));
  const badTag = tags?.find((tag) => !tagSchema.safeParse(tag).success);
  if (badTag !== undefined) return fault('tags', said('cell_tag', { text: shown(badTag) }));
  if (tags !== undefined && tags.length > maxTags)
    return fault('tags', said('cell_tags', { count: tags.length, max: maxTags }));
  const enabled = switchOf(cellOf('enabled'));
  if (enabled === 'neither')
    return fault('enabled', said('cell_switch', { text: shown(cellOf('enabled') ?? '') }));
  return {
    line,
    platform,
    id,
    ...(name === undefined ? {} : { name: name === '' ? null : name }),
    ...(tags === undefined ? {} : { tags }),
    ...(owner === undefined ? {} : { owner: owner === '' ? null : owner }),
    ...(enabled === undefined ? {} : { enabled }),
  };
}

function tagsOf(cell: string | undefined): string[] | undefined {
  if (cell === undefined) return undefined;
  return [
    ...new Set(
      cell
        .split(/[;；|]/)
        .map((tag) => tag.trim())
        .filter((tag) => tag !== ''),
    ),
  ];
}

function switchOf(cell: string | undefined): boolean | undefined | 'neither' {
  const word = (cell ?? '').toLowerCase();
  if (word === '') return undefined;
  if (['true', '1', 'yes', 'on', '是'].includes(word)) return true;
  if (['false', '0', 'no', 'off', '否'].includes(word)) return false;
  return 'neither';
}

function shown(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
