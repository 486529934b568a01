import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Token, type TokenRole, tokenRoles } from '../../../../src/contract/token.ts';
import { client } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { useMay } from '../../api/session.ts';
import { Button } from '../../components/button.tsx';
import { useConfirm } from '../../components/confirm.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { Section } from '../../components/page.tsx';
import { Empty, Fault, ReadState } from '../../components/page-states.tsx';
import { Select } from '../../components/select.tsx';
import { Instant } from '../../components/time.tsx';
import { useWords } from '../../words/words.ts';
import styles from './system.module.css';
import { systemWords } from './words.ts';

/** Tokens of programs and nodes: made, shown once, revoked. */
export function TokensTab(): React.JSX.Element {
  const t = useWords(systemWords);
  const may = useMay('admin');
  if (!may) return <Empty icon="key" title={t('tokens.forbidden')} />;
  return <Tokens />;
}

function Tokens(): React.JSX.Element {
  const t = useWords(systemWords);
  const tokens = useQuery({ queryKey: queryKeys.tokens, queryFn: () => client.tokens({ limit: 200 }) });
  return (
    <>
      <Section>
        <p className="text2">{t('tokens.what')}</p>
        <NewToken />
      </Section>
      <Section>
        <ReadState read={tokens} rows={4}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty icon="key" title={t('tokens.empty')} />
            ) : (
              <div className={styles['wide']}>
                <table className={styles['tokens']}>
                  <thead>
                    <tr>
                      <th scope="col">{t('tokens.name')}</th>
                      <th scope="col">{t('tokens.role')}</th>
                      <th scope="col">{t('tokens.created')}</th>
                      <th scope="col">{t('tokens.state')}</th>
                      <th scope="col" aria-label={t('tokens.revoke')} />
                    </tr>
                  </thead>
                  <tbody>
                    {items.map((token) => (
                      <TokenRow key={token.id} token={token} />
                    ))}
                  </tbody>
                </table>
              </div>
            )
          }
        </ReadState>
      </Section>
    </>
  );
}

function TokenRow({ token }: { readonly token: Token }): React.JSX.Element {
  const t = useWords(systemWords);
  const confirm = useConfirm();
  const revoke = useMutation({
    mutationFn: () => client.revokeToken(token.id),
    onSettled: () => queryClient.invalidateQueries({ queryKey: queryKeys.tokens }),
  });
  const ask = async (): Promise<void> => {
    const answer = await confirm({
      title: t('tokens.revoke.ask', { name: token.name }),
      consequences: [t('tokens.revoke.1'), t('tokens.revoke.2')],
      action: t('tokens.revoke'),
      danger: true,
    });
    if (answer !== null) revoke.mutate();
  };
  return (
    <tr>
      <td>
        {token.name}
        {revoke.error !== null && <Fault error={revoke.error} />}
      </td>
      <td className="text2">{t(`role.${token.role}`)}</td>
      <td>
        <Instant at={token.createdAt} />
      </td>
      <td>{token.revokedAt === null ? t('tokens.active') : t('tokens.revoked')}</td>
      <td className="number">
        {token.revokedAt === null && (
          <Button size="small" busy={revoke.isPending} onClick={() => void ask()}>
            {t('tokens.revoke')}
          </Button>
        )}
      </td>
    </tr>
  );
}

function NewToken(): React.JSX.Element {
  const t = useWords(systemWords);
  const [name, setName] = useState('');
  const [role, setRole] = useState<TokenRole>('operator');
  const create = useMutation({
    mutationFn: () => client.createToken({ name: name.trim(), role }),
    onSuccess: () => {
      setName('');
      void queryClient.invalidateQueries({ queryKey: queryKeys.tokens });
    },
  });
  if (create.data !== undefined) {
    return (
      <div className={styles['secret']} role="status">
        <p>{t('tokens.secret')}</p>
        <code>{create.data.secret}</code>
        <CopyButton text={create.data.secret} />
        <Button size="small" onClick={() => create.reset()}>
          {t('tokens.secret.done')}
        </Button>
      </div>
    );
  }
  return (
    <form
      className={styles['new-token']}
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== '') create.mutate();
      }}
    >
      <label>
        {t('tokens.create.name')}
        <input
          value={name}
          maxLength={100}
          autoComplete="off"
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      <label>
        {t('tokens.role')}
        <Select
          value={role}
          onChange={setRole}
          options={tokenRoles.map((one) => ({ value: one, label: t(`role.${one}`) }))}
        />
      </label>
      <Button type="submit" look="ink" icon="plus" disabled={name.trim() === ''} busy={create.isPending}>
        {t('tokens.create')}
      </Button>
      {create.error !== null && <Fault error={create.error} />}
    </form>
  );
}
