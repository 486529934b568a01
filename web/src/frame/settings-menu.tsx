import { Popover } from 'antd';
import { useId } from 'react';
import { client } from '../api/client.ts';
import { signedOut } from '../api/query-client.ts';
import { useSession } from '../api/session.ts';
import { choose, type PreferenceName, usePreference } from '../app/preferences.ts';
import { Button } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { zoneText } from '../format/instants.model.ts';
import { useLanguage, useWords } from '../words/words.ts';
import styles from './settings-menu.module.css';
import { frameWords } from './words.ts';

/** Opens the settings of this device, and the way out. */
export function SettingsButton(): React.JSX.Element {
  const t = useWords(frameWords);
  return (
    <Popover trigger="click" placement="bottomLeft" content={<Settings />} arrow={false}>
      <button
        type="button"
        className={styles['open']}
        aria-label={t('settings.label')}
        aria-haspopup="dialog"
      >
        <Icon name="more" />
      </button>
    </Popover>
  );
}

/** Language, appearance, zone, keys; who is signed in. */
export function Settings(): React.JSX.Element {
  const t = useWords(frameWords);
  const session = useSession();
  const language = useLanguage();
  const device = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const server = session?.timezone ?? device;
  return (
    <div className={styles['settings']}>
      <Choice
        name="language"
        label={t('settings.language')}
        options={[
          ['zh', '中文'],
          ['en', 'English'],
        ]}
      />
      <Choice
        name="theme"
        label={t('settings.theme')}
        options={[
          ['system', t('settings.theme.system')],
          ['light', t('settings.theme.light')],
          ['dark', t('settings.theme.dark')],
        ]}
      />
      {device !== server && (
        <Choice
          name="zone"
          label={t('settings.zone')}
          options={[
            ['server', t('settings.zone.server', { zone: zoneText(server, language) })],
            ['device', t('settings.zone.device', { zone: zoneText(device, language) })],
          ]}
        />
      )}
      <Choice
        name="shortcuts"
        label={t('settings.shortcuts')}
        options={[
          ['on', t('settings.shortcuts.on')],
          ['off', t('settings.shortcuts.off')],
        ]}
      />
      <div className={styles['account']}>
        <span className="ellipsis text2">
          {session !== undefined &&
            t('settings.signedIn', { name: session.name, role: t(`role.${session.role}`) })}
        </span>
        <Button look="quiet" icon="leave" onClick={() => void client.signOut().finally(signedOut)}>
          {t('settings.signOut')}
        </Button>
      </div>
    </div>
  );
}

interface ChoiceProps {
  readonly name: PreferenceName;
  readonly label: string;
  readonly options: readonly (readonly [string, string])[];
}

function Choice({ name, label, options }: ChoiceProps): React.JSX.Element {
  const value = usePreference(name);
  const id = useId();
  return (
    <fieldset className={styles['choice']}>
      <legend>{label}</legend>
      <div className={styles['options']}>
        {options.map(([option, word]) => (
          <label key={option} className={value === option ? styles['chosen'] : undefined}>
            <input
              type="radio"
              name={`${id}${name}`}
              checked={value === option}
              onChange={() => choose(name, option)}
            />
            {word}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
