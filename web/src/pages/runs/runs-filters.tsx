import { Drawer } from 'antd';
import { memo, useMemo, useState } from 'react';
import { useFlows, useShopNames } from '../../api/names.ts';
import { Button } from '../../components/button.tsx';
import { ChoiceFilter, FilterBar, SearchBox } from '../../components/filter-bar.tsx';
import { Icon } from '../../components/icon.tsx';
import { platformName } from '../../components/platform-mark.tsx';
import { usePhone } from '../../components/use-media.ts';
import { useLanguage, useWords } from '../../words/words.ts';
import { ColumnPicker } from './column-picker.tsx';
import styles from './runs-filters.module.css';
import { filterCount, type RunsSearch } from './runs-search.model.ts';
import { ShopFilter } from './shop-filter.tsx';
import { TimeFilter } from './time-filter.tsx';
import { runsWords } from './words.ts';

type Change = Partial<Record<keyof RunsSearch, string | undefined>>;

interface RunsFiltersProps {
  readonly search: RunsSearch;
  onChange(change: Change): void;
  readonly aside: React.ReactNode;
}

/** The filters beside the state; on a phone all but the text lie in a drawer. */
export const RunsFilters = memo(({ search, onChange, aside }: RunsFiltersProps): React.JSX.Element => {
  const t = useWords(runsWords);
  const phone = usePhone();
  const [open, setOpen] = useState(false);
  const { text: _text, ...beside } = search;
  const count = filterCount(beside);
  const box = (
    <SearchBox
      label={t('search')}
      value={search.text ?? ''}
      onSearch={(text) => onChange({ text: text === '' ? undefined : text })}
    />
  );
  if (phone) {
    return (
      <FilterBar aside={aside}>
        {box}
        <Button icon="filter" onClick={() => setOpen(true)}>
          {count === 0 ? t('filter.open') : t('filter.openCount', { count })}
        </Button>
        <Drawer
          open={open}
          onClose={() => setOpen(false)}
          placement="bottom"
          title={t('filter.open')}
          size="auto"
        >
          <div className={styles['stack']}>
            <Choices search={search} onChange={onChange} />
            <Button look="ink" onClick={() => setOpen(false)}>
              {t('filter.done')}
            </Button>
          </div>
        </Drawer>
      </FilterBar>
    );
  }
  return (
    <FilterBar
      aside={
        <>
          {aside}
          <ColumnPicker />
        </>
      }
    >
      {box}
      <Choices search={search} onChange={onChange} />
    </FilterBar>
  );
});
RunsFilters.displayName = 'RunsFilters';

const Choices = memo(({ search, onChange }: Omit<RunsFiltersProps, 'aside'>): React.JSX.Element => {
  const t = useWords(runsWords);
  const language = useLanguage();
  const shops = useShopNames();
  const flows = useFlows();
  const platforms = useMemo(() => [...new Set(shops.map(({ platform }) => platform))], [shops]);
  const chosen = (value: string): string | undefined => (value === '' ? undefined : value);
  return (
    <>
      <TimeFilter search={search} onChoose={({ from, to }) => onChange({ from, to })} />
      <ChoiceFilter
        label={t('filter.platform')}
        value={search.platform ?? ''}
        options={platforms.map((platform) => ({ value: platform, label: platformName(platform, language) }))}
        onChoose={(value) =>
          onChange({
            platform: chosen(value),
            // A shop of another platform would leave nothing.
            ...(search.shop !== undefined && value !== '' && !search.shop.startsWith(`${value}:`)
              ? { shop: undefined }
              : {}),
          })
        }
      />
      <ChoiceFilter
        label={t('filter.flow')}
        value={search.flow ?? ''}
        options={(flows ?? []).map((flow) => ({ value: flow.name, label: flow.title ?? flow.name }))}
        onChoose={(value) => onChange({ flow: chosen(value) })}
      />
      <ShopFilter
        value={search.shop ?? ''}
        platform={search.platform}
        onChoose={(value) => onChange({ shop: chosen(value) })}
      />
      {(['tag', 'code', 'batch'] as const).map((name) => {
        const value = search[name];
        return value === undefined ? null : (
          <button
            key={name}
            type="button"
            className={styles['chip']}
            title={t('filter.remove')}
            onClick={() => onChange({ [name]: undefined })}
          >
            {t(`filter.${name}`, { name: value })}
            <Icon name="close" small />
          </button>
        );
      })}
    </>
  );
});
Choices.displayName = 'Choices';
