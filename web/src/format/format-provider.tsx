import { useMemo } from 'react';
import { useSession } from '../api/session.ts';
import { usePreference } from '../app/preferences.ts';
import { useLanguage } from '../words/words.ts';
import { FormatContext, formatIn } from './use-format.ts';

/** What `useFormat` gives to everything below: times in the zone and language in force. */
export function FormatProvider({ children }: { readonly children: React.ReactNode }): React.JSX.Element {
  const language = useLanguage();
  const choice = usePreference('zone');
  const session = useSession();
  const zone = (choice === 'device' ? undefined : session?.timezone) ?? deviceZone;
  return (
    <FormatContext value={useMemo(() => formatIn(zone, language), [zone, language])}>
      {children}
    </FormatContext>
  );
}

const deviceZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
