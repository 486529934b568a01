import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { LinkButton } from '../components/button.tsx';
import { Empty, Fault } from '../components/page-states.tsx';
import { sharedWords } from '../components/words.ts';
import { useWords } from '../words/words.ts';

/** A page that failed, or that could not be loaded. */
export function PageFault({ error, reset }: ErrorComponentProps): React.JSX.Element {
  const router = useRouter();
  return (
    <Fault
      error={error}
      onRetry={() => {
        reset();
        void router.invalidate();
      }}
    />
  );
}

/** An address that leads nowhere. */
export function NotFound(): React.JSX.Element {
  const t = useWords(sharedWords);
  return (
    <Empty
      icon="search"
      title={t('missing.title')}
      text={t('missing.text')}
      action={<LinkButton to="/">{t('missing.home')}</LinkButton>}
    />
  );
}
