import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useCallback, useEffect, useId, useRef, useState } from 'react';
import type { SignInRequest } from '../../../../src/contract/session.ts';
import { client } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import { sessionQuery } from '../../api/session.ts';
import { choose } from '../../app/preferences.ts';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { faultText } from '../../components/fault-text.ts';
import { Icon } from '../../components/icon.tsx';
import { sharedWords } from '../../components/words.ts';
import { Brand } from '../../frame/logo.tsx';
import { useLanguage, useWords } from '../../words/words.ts';
import { linkIn, refusalOf } from './sign-in.model.ts';
import styles from './sign-in-page.module.css';
import { signInWords } from './words.ts';

const route = getRouteApi('/sign-in');
const command = 'npx drover sign-in';

/** Who are you? A one-time link signs in by itself; else a token. */
export function SignInPage(): React.JSX.Element {
  const t = useWords(signInWords);
  const language = useLanguage();
  const { busy, fault, signIn } = useSignIn();
  const title = t('title');
  useEffect(() => {
    document.title = `${title} · Drover`;
  }, [title]);

  // The word of a link works once: it is used once. It also comes when a link is opened in a tab that is already here.
  const used = useRef<string>(undefined);
  useEffect(() => {
    const take = (): void => {
      const link = linkIn(location.hash);
      if (link === null || link === used.current) return;
      used.current = link;
      history.replaceState(history.state, '', location.pathname + location.search);
      void signIn({ link });
    };
    take();
    addEventListener('hashchange', take);
    return () => removeEventListener('hashchange', take);
  }, [signIn]);

  return (
    <main className={styles['page']}>
      <div className={styles['card']}>
        <header className={styles['brand']}>
          <Brand />
          <span className="grow" />
          <Button
            look="quiet"
            icon="globe"
            lang={language === 'zh' ? 'en' : 'zh-CN'}
            onClick={() => choose('language', language === 'zh' ? 'en' : 'zh')}
          >
            {t('language')}
          </Button>
        </header>
        <h1 className={styles['title']}>{title}</h1>
        {busy === 'link' ? (
          <p role="status" className="text2">
            {t('opening')}
          </p>
        ) : (
          <TokenForm busy={busy === 'token'} fault={fault} onSubmit={(token) => void signIn({ token })} />
        )}
        <section className={styles['link']}>
          <h2>{t('link.title')}</h2>
          <p>{t('link.text')}</p>
          <p className={styles['command']}>
            <code>{command}</code>
            <CopyButton text={command} />
          </p>
          <p>{t('link.reopen')}</p>
        </section>
      </div>
    </main>
  );
}

interface TokenFormProps {
  readonly busy: boolean;
  readonly fault: string | null;
  onSubmit(token: string): void;
}

function TokenForm({ busy, fault, onSubmit }: TokenFormProps): React.JSX.Element {
  const t = useWords(signInWords);
  const [token, setToken] = useState('');
  const [empty, setEmpty] = useState(false);
  const id = useId();
  const shown = empty ? t('fault.empty') : fault;
  return (
    <form
      className={styles['form']}
      onSubmit={(event) => {
        event.preventDefault();
        setEmpty(token.trim() === '');
        if (token.trim() !== '') onSubmit(token.trim());
      }}
    >
      <label htmlFor={id}>{t('token')}</label>
      <input
        id={id}
        type="password"
        autoComplete="current-password"
        spellCheck={false}
        value={token}
        aria-invalid={shown !== null}
        aria-describedby={`${id}help ${id}fault`}
        onChange={(event) => {
          setToken(event.target.value);
          setEmpty(false);
        }}
      />
      <p id={`${id}help`} className="meta text3">
        {t('token.help')}
      </p>
      <div id={`${id}fault`} role="alert">
        {shown !== null && (
          <p className={styles['fault']}>
            <Icon name="failed" small />
            {shown}
          </p>
        )}
      </div>
      <Button type="submit" look="ink" busy={busy}>
        {t('submit')}
      </Button>
    </form>
  );
}

function useSignIn(): {
  busy: 'link' | 'token' | null;
  fault: string | null;
  signIn(body: SignInRequest): Promise<void>;
} {
  const t = useWords(signInWords);
  const shared = useWords(sharedWords);
  const router = useRouter();
  const { next } = route.useSearch();
  const [busy, setBusy] = useState<'link' | 'token' | null>(null);
  const [failed, setFailed] = useState<{ error: unknown; by: 'link' | 'token' } | null>(null);
  const signIn = useCallback(
    async (body: SignInRequest): Promise<void> => {
      const by = 'link' in body ? 'link' : 'token';
      setBusy(by);
      setFailed(null);
      try {
        await client.signIn(body);
        await queryClient.query({ ...sessionQuery, staleTime: 0 });
        if (next === undefined) await router.navigate({ to: '/', replace: true });
        else await router.navigate({ href: next, replace: true });
      } catch (error) {
        setFailed({ error, by });
        setBusy(null);
      }
    },
    [next, router],
  );
  if (failed === null) return { busy, fault: null, signIn };
  const refusal = refusalOf(failed.error, failed.by);
  const fault =
    refusal === null
      ? faultText(failed.error, shared).text
      : t(refusal.key, refusal.seconds === undefined ? {} : { seconds: refusal.seconds });
  return { busy, fault, signIn };
}
