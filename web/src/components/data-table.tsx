/**
 * The console's table: rows of one height, drawn as far as they are in view, more of them read by cursor while one
 * scrolls. A row opens by its link, which covers it; boxes select, with Shift in ranges; `j` `k` go through the rows, `x`
 * selects. On a phone a row has two lines: what leads and trails, and what stands below.
 */
import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useWords } from '../words/words.ts';
import { Checkbox } from './checkbox.tsx';
import styles from './data-table.module.css';
import { type Selection, toggled, toggledAll } from './selection.model.ts';
import { useShortcuts } from './shortcuts.ts';
import { usePhone } from './use-media.ts';
import { sharedWords } from './words.ts';

export interface Column<Row> {
  readonly key: string;
  readonly title: React.ReactNode;
  /** Track of a CSS grid: `92px`, `minmax(120px, 1fr)`. */
  readonly width: string;
  /** Numbers stand right. */
  readonly align?: 'right';
  readonly cell: (row: Row) => React.ReactNode;
  /** Where it stands on a phone; absent: nowhere. */
  readonly phone?: 'lead' | 'trail' | 'below';
  /** For `aria-sort`, where the list is ordered by it. */
  readonly sorted?: 'ascending' | 'descending';
}

interface DataTableProps<Row> {
  /** What the rows are, for who can't see them. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** The row's link: `(row, children) => <Link …>{children}</Link>`; it covers the row. Absent: rows do not open. */
  readonly link?: (row: Row, className: string) => React.ReactNode;
  readonly selection?: { readonly value: Selection; onChange(next: Selection): void };
  /** More rows are there to be read. */
  readonly more?: { readonly has: boolean; readonly loading: boolean; load(): void } | undefined;
  /** Of all rows, shown or not; null: unknown. */
  readonly total?: number | null;
  /** It no longer matches the filter; shown until the next reading. */
  readonly dimmed?: (row: Row) => boolean;
  /** Below the row, of any height. */
  readonly expanded?: (row: Row) => React.ReactNode;
  /** Where no row is. */
  readonly empty?: React.ReactNode;
}

/** Height of a row, as in tokens.css: `--row`. */
const rowHeight = { desk: 36, phone: 56 };

export function DataTable<Row>(props: DataTableProps<Row>): React.JSX.Element {
  const { label, columns, rows, rowKey, selection, more, total = null, empty } = props;
  const t = useWords(sharedWords);
  const phone = usePhone();
  const body = useRef<HTMLDivElement>(null);
  const [margin, setMargin] = useState(0);
  const [current, setCurrent] = useState<string | null>(null);
  const keys = useMemo(() => rows.map(rowKey), [rows, rowKey]);
  const scroller = useCallback(
    (): HTMLElement | null => body.current?.closest<HTMLElement>('[data-scroller], #page') ?? null,
    [],
  );
  // What stands above the table moves it; its place is measured when that may have changed.
  useLayoutEffect(() => {
    const element = body.current;
    const parent = scroller();
    if (element === null || parent === null) return undefined;
    const measure = (): void =>
      setMargin(
        Math.round(
          element.getBoundingClientRect().top - parent.getBoundingClientRect().top + parent.scrollTop,
        ),
      );
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(parent);
    if (element.parentElement?.parentElement) observer.observe(element.parentElement.parentElement);
    return () => observer.disconnect();
  }, [scroller]);
  // With other functions at each rendering it would place all rows anew.
  const estimateSize = useCallback(() => (phone ? rowHeight.phone : rowHeight.desk), [phone]);
  const getItemKey = useCallback((index: number) => keys[index] ?? index, [keys]);
  // eslint-disable-next-line react-hooks/incompatible-library -- the compiler is not used; nothing memoized takes what it returns
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: scroller,
    estimateSize,
    getItemKey,
    overscan: 12,
    scrollMargin: margin,
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more?.has === true && !more.loading && last >= rows.length - 20) more.load();
  }, [last, more, rows.length]);

  // What a click on a row's box needs, without another function for each row at each rendering.
  const latest = useRef({ selection, keys });
  useLayoutEffect(() => {
    latest.current = { selection, keys };
  });
  const toggle = useCallback((key: string, range: boolean): void => {
    const { selection: now, keys: shownKeys } = latest.current;
    now?.onChange(toggled(now.value, key, range, shownKeys));
  }, []);

  const shortcuts = useMemo(() => {
    const go = (by: number): void => {
      const index = current === null ? (by > 0 ? 0 : keys.length - 1) : keys.indexOf(current) + by;
      const key = keys[Math.max(0, Math.min(keys.length - 1, index))];
      if (key === undefined) return;
      setCurrent(key);
      virtual.scrollToIndex(keys.indexOf(key), { align: 'auto' });
      requestAnimationFrame(() =>
        body.current
          ?.querySelector<HTMLElement>(
            `[data-row="${CSS.escape(key)}"] a, [data-row="${CSS.escape(key)}"] input`,
          )
          ?.focus({ preventScroll: true }),
      );
    };
    return {
      j: () => go(1),
      k: () => go(-1),
      x: (event: KeyboardEvent) => {
        if (current !== null && selection !== undefined)
          selection.onChange(toggled(selection.value, current, event.shiftKey, keys));
      },
    };
  }, [current, keys, selection, virtual]);
  useShortcuts(shortcuts);

  const template = [...(selection === undefined ? [] : ['16px']), ...columns.map(({ width }) => width)].join(
    ' ',
  );
  if (rows.length === 0 && more?.has !== true) return <>{empty}</>;
  return (
    <div
      role="table"
      aria-label={label}
      aria-rowcount={total ?? -1}
      className={styles['table']}
      // React's type knows no variables.
      style={{ '--columns': template } as React.CSSProperties}
    >
      {!phone && (
        <div role="rowgroup" className={styles['head-group']}>
          <div role="row" className={`${styles['row']} ${styles['head']}`}>
            {selection !== undefined && (
              <span role="columnheader">
                <Checkbox
                  label={t('table.selectAll')}
                  checked={keys.length > 0 && keys.every((key) => selection.value.keys.has(key))}
                  some={selection.value.keys.size > 0}
                  onToggle={() => selection.onChange(toggledAll(selection.value, keys))}
                />
              </span>
            )}
            {columns.map(({ key, title, align, sorted }) => (
              <span
                key={key}
                role="columnheader"
                aria-sort={sorted}
                className={align === 'right' ? 'number' : 'ellipsis'}
              >
                {title}
              </span>
            ))}
          </div>
        </div>
      )}
      <div ref={body} role="rowgroup" className={styles['body']} style={{ height: virtual.getTotalSize() }}>
        {shown.map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          const key = keys[item.index] ?? '';
          return (
            <div
              key={item.key}
              // Rows have one height, unless something opens below them.
              ref={props.expanded === undefined ? undefined : virtual.measureElement}
              data-index={item.index}
              data-row={key}
              role="presentation"
              className={styles['place']}
              style={{ top: item.start - margin }}
            >
              <TableRow
                row={row}
                id={key}
                columns={columns}
                link={props.link}
                selectable={selection !== undefined}
                selected={selection?.value.keys.has(key) === true}
                dimmed={props.dimmed?.(row) === true}
                below={props.expanded?.(row)}
                phone={phone}
                current={current === key}
                onCurrent={setCurrent}
                onToggle={toggle}
              />
            </div>
          );
        })}
      </div>
      <div className={styles['foot']} role="presentation">
        {more?.loading === true ? t('table.loading') : more?.has === true ? '' : t('table.end')}
        {total !== null && ` · ${t('table.total', { count: total })}`}
      </div>
    </div>
  );
}

interface TableRowProps<Row> {
  readonly row: Row;
  readonly id: string;
  readonly columns: readonly Column<Row>[];
  readonly link: DataTableProps<Row>['link'];
  readonly selectable: boolean;
  readonly selected: boolean;
  readonly dimmed: boolean;
  readonly below: React.ReactNode;
  readonly phone: boolean;
  readonly current: boolean;
  onCurrent(key: string): void;
  onToggle(key: string, range: boolean): void;
}

// Rendered again when something about this row changed: not for every scroll, nor for what happened to others.
// `memo` forgets that a component may be generic.
const TableRow = memo(TableRowView) as typeof TableRowView;

function TableRowView<Row>(props: TableRowProps<Row>): React.JSX.Element {
  const { row, id, columns, link, selectable, selected, dimmed, below, phone, current } = props;
  const t = useWords(sharedWords);
  const classes = [
    styles['row'],
    phone ? styles['phone-row'] : '',
    selected ? styles['selected'] : '',
    current ? styles['current'] : '',
    dimmed ? styles['dimmed'] : '',
    link === undefined ? '' : styles['opens'],
  ];
  const cells = (place?: 'lead' | 'trail' | 'below'): React.ReactNode =>
    columns
      .filter((column) => place === undefined || column.phone === place)
      .map(({ key, align, cell }) => (
        <span
          key={key}
          role="cell"
          className={place === undefined ? (align === 'right' ? 'number' : 'ellipsis') : ''}
        >
          {cell(row)}
        </span>
      ));
  return (
    <>
      <div
        role="row"
        className={classes.join(' ')}
        aria-selected={selectable ? selected : undefined}
        onFocus={() => props.onCurrent(id)}
      >
        {selectable && (
          <span role="cell" className={styles['box']}>
            <Checkbox
              label={t('table.selectRow')}
              checked={selected}
              onToggle={(range) => props.onToggle(id, range)}
            />
          </span>
        )}
        {phone ? (
          <div className={styles['lines']} role="presentation">
            <div className={styles['line']} role="presentation">
              <span className={styles['lead']} role="presentation">
                {cells('lead')}
              </span>
              <span className={styles['trail']} role="presentation">
                {cells('trail')}
              </span>
            </div>
            <div className={`${styles['line']} ${styles['second']}`} role="presentation">
              {cells('below')}
            </div>
          </div>
        ) : (
          cells()
        )}
        {link !== undefined && (
          <span role="cell" className={styles['link-cell']}>
            {link(row, styles['link'] ?? '')}
          </span>
        )}
      </div>
      {below}
    </>
  );
}
