/** Reads a file of shops: which lines are shops, and what is wrong with the others. */

import { platformSchema, shopIdSchema, tagSchema } from '../../contract/run.ts';
import {
  maxImportedShops,
  type ShopColumn,
  type ShopImportFault,
  shopColumns,
} from '../../contract/shop-import.ts';
import { type CsvFault, type CsvRecord, parseCsv, withoutFormulaGuard } from '../../domain/csv.ts';
import { didYouMean } from '../../domain/did-you-mean.ts';
import { DroverError } from '../../domain/drover-error.ts';

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
    throw new DroverError(
      'bad_csv',
      `The charset "${name}" is not read here; there are ${charsets.join(', ')}.`,
      { details: { known: charsets } },
    );
  }
  try {
    return new TextDecoder(name, { fatal: true }).decode(body);
  } catch {
    const hint =
      charset === null
        ? ' If a spreadsheet wrote it in GBK, declare that: Content-Type: text/csv; charset=gbk.'
        : '';
    throw new DroverError('bad_csv', `The file is not ${name}.${hint}`);
  }
}

/** The shops of a file's text. Throws `bad_csv` where its header can't be used or it is too long. */
export function readShopLines(text: string, defaultPlatform: string | null): ShopLines {
  const [header, ...records] = parseCsv(text, maxImportedShops + 2);
  if (header === undefined)
    throw new DroverError(
      'bad_csv',
      `The file is empty. Its first line names the columns: ${shopColumns.join(',')}.`,
    );
  if (records.length > maxImportedShops) {
    throw new DroverError('bad_csv', `The file has more than ${maxImportedShops} shops; split it.`, {
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
    } else
      faults.push({ line: read.line, column: 'id', reason: `is the same shop as line ${first}: ${key}` });
  }
  return { shops, faults };
}

function columnsOf(header: CsvRecord, defaultPlatform: string | null): Column[] {
  if (header.fault !== null)
    throw new DroverError('bad_csv', `The first line, which names the columns, ${faultWords[header.fault]}.`);
  const columns = header.cells.map((cell): Column => {
    const name = cell.trim().toLowerCase();
    if (name === '') return null;
    const known = shopColumns.find((column) => column === name);
    if (known !== undefined) return known;
    const meant = didYouMean(name, shopColumns);
    throw new DroverError(
      'bad_csv',
      `The column "${name}" is not known.${meant === undefined ? '' : ` Did you mean "${meant}"?`} Columns: ${shopColumns.join(',')}.`,
      {
        details: { known: shopColumns, ...(meant === undefined ? {} : { didYouMean: meant }) },
      },
    );
  });
  for (const column of shopColumns) {
    if (columns.filter((one) => one === column).length > 1)
      throw new DroverError('bad_csv', `The column "${column}" is there twice.`);
  }
  for (const needed of ['platform', 'id'] as const) {
    if (columns.includes(needed) || (needed === 'platform' && defaultPlatform !== null)) continue;
    throw new DroverError(
      'bad_csv',
      `The column "${needed}" is missing. The first line names the columns: ${shopColumns.join(',')}.`,
    );
  }
  return columns;
}

const faultWords: Readonly<Record<CsvFault, string>> = {
  unclosed_quote: 'has a quote that is never closed',
  text_after_quote: 'has text behind a closing quote',
  quote_in_text: 'has a quote inside of a cell that does not begin with one',
};

function shopOf(
  record: CsvRecord,
  columns: readonly Column[],
  defaultPlatform: string | null,
): ShopLine | ShopImportFault {
  const { line } = record;
  const fault = (column: ShopColumn | null, reason: string): ShopImportFault => ({ line, column, reason });
  if (record.fault !== null) return fault(null, faultWords[record.fault]);
  const extra = record.cells.findIndex((cell, i) => (columns[i] ?? null) === null && cell.trim() !== '');
  if (extra >= 0)
    return fault(
      null,
      `has ${record.cells.length} cells where the header has ${columns.length}; put a cell with a comma into quotes`,
    );
  const cellOf = (column: ShopColumn): string | undefined => {
    const at = columns.indexOf(column);
    return at < 0 ? undefined : withoutFormulaGuard((record.cells[at] ?? '').trim());
  };

  const platform = cellOf('platform') || defaultPlatform || '';
  if (!platformSchema.safeParse(platform).success)
    return fault(
      'platform',
      platform === '' ? 'is empty' : `must be a short lower-case word such as pdd, not "${shown(platform)}"`,
    );
  const id = cellOf('id') ?? '';
  if (id === '') return fault('id', 'is empty');
  if (/^[0-9](\.[0-9]+)?E\+[0-9]+$/i.test(id))
    return fault('id', `"${id}" is a number that a spreadsheet has rounded; format the column as text`);
  if (!shopIdSchema.safeParse(id).success)
    return fault('id', `must be 1 to 64 letters, digits or _ . @ -, not "${shown(id)}"`);

  const name = cellOf('name');
  if (name !== undefined && name.length > maxText)
    return fault('name', `has ${name.length} characters; at most ${maxText} are taken`);
  const owner = cellOf('owner');
  if (owner !== undefined && owner.length > maxText)
    return fault('owner', `has ${owner.length} characters; at most ${maxText} are taken`);
  const tags = tagsOf(cellOf('tags'));
  const badTag = tags?.find((tag) => !tagSchema.safeParse(tag).success);
  if (badTag !== undefined)
    return fault(
      'tags',
      `"${shown(badTag)}" is no tag: 1 to 64 letters, digits or _ . : = -, several separated by ;`,
    );
  if (tags !== undefined && tags.length > maxTags)
    return fault('tags', `has ${tags.length} tags; at most ${maxTags} are taken`);
  const enabled = switchOf(cellOf('enabled'));
  if (enabled === 'neither')
    return fault(
      'enabled',
      `must be true or false (yes or no, 1 or 0, 是 or 否), not "${shown(cellOf('enabled') ?? '')}"`,
    );
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
