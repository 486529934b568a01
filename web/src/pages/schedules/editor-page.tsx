/** When, what, where: a stored schedule is made or changed, beside a live preview of when it fires. */
import { useMutation } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { ApiError } from '../../../../src/client/index.ts';
import type { Flow } from '../../../../src/contract/flow.ts';
import type { JsonObject } from '../../../../src/contract/run.ts';
import type { Schedule } from '../../../../src/contract/schedule.ts';
import { client } from '../../api/client.ts';
import { useFlows } from '../../api/names.ts';
import { queryClient } from '../../api/query-client.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { useMay } from '../../api/session.ts';
import { Button, LinkButton } from '../../components/button.tsx';
import { faultText } from '../../components/fault-text.ts';
import { useDraft } from '../../components/form-draft.ts';
import { Page } from '../../components/page.tsx';
import { Empty, Loading, ReadState } from '../../components/page-states.tsx';
import { useRefusal } from '../../components/schema-form/refused-fields.ts';
import {
  faultOf,
  fieldsOf,
  paramsOf,
  type Typed,
  typedOf,
} from '../../components/schema-form/schema-form.model.ts';
import { SchemaForm } from '../../components/schema-form/schema-form.tsx';
import { sharedWords } from '../../components/words.ts';
import { messageIn } from '../../words/told.model.ts';
import { type Language, useLanguage, useWords } from '../../words/words.ts';
import styles from './editor.module.css';
import { MoreFields } from './more-fields.tsx';
import { Preview } from './preview.tsx';
import { RhythmFields } from './rhythm-fields.tsx';
import {
  bodyOf,
  emptyForm,
  type FormFault,
  faultsOf,
  formOf,
  newBodyOf,
  type ScheduleForm,
  templated,
} from './schedule-form.model.ts';
import { useSchedule } from './schedule-reads.ts';
import { ShopFields } from './shop-fields.tsx';
import { TextField } from './text-field.tsx';
import { schedulesWords } from './words.ts';

/** `/schedules/new`; `like`: begins as a copy of another schedule. */
export function NewSchedulePage(): React.JSX.Element {
  const t = useWords(schedulesWords);
  const { flow, like } = useSearch({ from: '/frame/schedules/new' });
  const flows = useFlows();
  return (
    <Page title={t('new.title')}>
      {flows === undefined ? (
        <Loading rows={10} />
      ) : like === undefined ? (
        <Editor flows={flows} before={null} copy={false} flow={flow ?? ''} />
      ) : (
        <Loaded id={like} flows={flows} copy />
      )}
    </Page>
  );
}

/** `/schedules/:id/edit`, of a stored one. */
export function EditSchedulePage(): React.JSX.Element {
  const t = useWords(schedulesWords);
  const { id } = useParams({ from: '/frame/schedules/$id/edit' });
  const flows = useFlows();
  return (
    <Page title={t('edit.title', { name: id })}>
      {flows === undefined ? <Loading rows={10} /> : <Loaded id={id} flows={flows} copy={false} />}
    </Page>
  );
}

interface LoadedProps {
  readonly id: string;
  readonly flows: readonly Flow[];
  readonly copy: boolean;
}

function Loaded({ id, flows, copy }: LoadedProps): React.JSX.Element {
  const t = useWords(schedulesWords);
  const read = useSchedule(id);
  return (
    <ReadState read={read} rows={10}>
      {(schedule) =>
        schedule.origin === 'file' && !copy ? (
          <Empty
            icon="info"
            title={t('edit.file')}
            text={t('edit.file.text')}
            action={
              <LinkButton to="/schedules/$id" params={{ id }}>
                {t('edit.back')}
              </LinkButton>
            }
          />
        ) : (
          <Editor flows={flows} before={schedule} copy={copy} flow={schedule.flow} />
        )
      }
    </ReadState>
  );
}

interface EditorProps {
  readonly flows: readonly Flow[];
  /** What it begins with; null: nothing. */
  readonly before: Schedule | null;
  /** A new one is made of it. */
  readonly copy: boolean;
  readonly flow: string;
}

/** What a schedule's form begins with. */
function beginning({ before, copy, flow, flows }: EditorProps): ScheduleForm {
  const form = before === null ? { ...emptyForm, flow } : formOf(before);
  const fields = fieldsOf(flows.find(({ name }) => name === form.flow)?.params ?? {});
  return {
    ...form,
    ...(copy ? { name: '' } : {}),
    params: typedOf(fields, before?.params ?? {}),
  };
}

function Editor(props: EditorProps): React.JSX.Element {
  const { flows, before, copy, flow: asked } = props;
  const t = useWords(schedulesWords);
  const shared = useWords(sharedWords);
  const language = useLanguage();
  const mayAct = useMay('operator');
  const navigate = useNavigate();
  const isNew = before === null || copy;
  const draftKey = `drover.schedule.${isNew ? `new ${copy ? (before?.id ?? '') : asked}` : `${before.id} ${before.editedAt}`}`;
  const [form, setForm] = useDraft<ScheduleForm>(draftKey, beginning(props));
  const [tried, setTried] = useState(false);
  const flow = flows.find(({ name }) => name === form.flow);
  const fields = useMemo(() => templated(fieldsOf(flow?.params ?? {}), form.params), [flow, form.params]);
  const put = (change: Partial<ScheduleForm>): void => setForm({ ...form, ...change });
  // Parameters that no field shows stay as they are, as long as the flow does.
  const kept: JsonObject = before !== null && before.flow === form.flow ? before.params : {};
  const save = useMutation({
    mutationFn: () => {
      const params = paramsOf(fields, form.params, kept);
      return isNew
        ? client.createSchedule(newBodyOf(form, params))
        : client.putSchedule(before.id, bodyOf(form, params));
    },
    onSuccess: async ({ id }) => {
      sessionStorage.removeItem(draftKey);
      await queryClient.invalidateQueries({ queryKey: queryKeys.schedules.all });
      await navigate({ to: '/schedules/$id', params: { id } });
    },
  });
  const faults = faultsOf(form);
  const paramFaults = fields.filter((field) => faultOf(field, form.params) !== null);
  const refused = useRefusal(save.error, fields);
  const wrong = (field: FormFault['field']): string | null => {
    const own = faults.find((fault) => fault.field === field);
    if (own !== undefined) return t(own.key);
    return serverFault(save.error, field, language);
  };
  const text = (
    field: FormFault['field'],
  ): Pick<React.ComponentProps<typeof TextField>, 'fault' | 'tried'> => ({
    fault: wrong(field),
    tried: tried || serverFault(save.error, field, language) !== null,
  });
  const chooseFlow = (name: string): void => {
    const next = flows.find((one) => one.name === name);
    put({
      flow: name,
      params: typedOf(fieldsOf(next?.params ?? {}), before?.flow === name ? before.params : {}),
    });
  };
  return (
    <form
      className={styles['form']}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (faults.length === 0 && paramFaults.length === 0) save.mutate();
      }}
    >
      <div className={styles['inputs']}>
        <section className={styles['part']}>
          {isNew && (
            <TextField
              label={t('field.name')}
              help={t('help.name')}
              value={form.name}
              onType={(name) => put({ name })}
              {...text('name')}
            />
          )}
          <label className={styles['field']}>
            {t('field.flow')}
            <select value={form.flow} onChange={(event) => chooseFlow(event.target.value)}>
              <option value="">{t('field.flow.choose')}</option>
              {flows.map(({ name, title }) => (
                <option key={name} value={name}>
                  {title === null ? name : `${title} (${name})`}
                </option>
              ))}
            </select>
            {tried && wrong('flow') !== null && <span className={styles['fault']}>{wrong('flow')}</span>}
          </label>
        </section>
        <RhythmFields form={form} onPut={put} wrong={wrong} tried={tried} />
        <ShopFields form={form} onPut={put} wrong={wrong} tried={tried} />
        <section className={styles['part']}>
          <h2>{t('part.params')}</h2>
          {flow !== undefined && fields.length === 0 ? (
            <p className="text3">{t('params.none')}</p>
          ) : (
            <p className="text3">{t('params.help', { example: '{slot.prevDay}' })}</p>
          )}
          <SchemaForm
            fields={fields}
            typed={form.params}
            onType={(params: Typed) => put({ params })}
            refused={refused.fields}
            tried={tried}
          />
        </section>
        <MoreFields form={form} onPut={put} wrong={wrong} tried={tried} />
      </div>
      <aside className={styles['preview']}>
        <Preview form={form} />
        <div className={styles['submit']}>
          {tried && faults.length + paramFaults.length > 0 && (
            <p className={styles['fault']} role="alert">
              {t('submit.faults', { count: faults.length + paramFaults.length })}
            </p>
          )}
          {refused.elsewhere && (
            <p className={styles['fault']} role="alert">
              {faultText(save.error, shared).text}
            </p>
          )}
          <Button type="submit" look="ink" busy={save.isPending} disabled={!mayAct}>
            {t(isNew ? 'action.create' : 'action.save')}
          </Button>
        </div>
      </aside>
    </form>
  );
}

const pointers: Partial<Record<FormFault['field'], string>> = {
  every: 'everySeconds',
  catchUp: 'catchUpSeconds',
  jitter: 'jitterSeconds',
  spread: 'spreadSeconds',
  timeout: 'timeoutSeconds',
  expiresIn: 'expiresInSeconds',
};

/** What the server found wrong with a member of the schedule. */
function serverFault(error: unknown, field: FormFault['field'], language: Language): string | null {
  const pointer = `/${pointers[field] ?? field}`;
  const found = error instanceof ApiError ? error.faults.find(({ path }) => path === pointer) : undefined;
  return found === undefined ? null : messageIn(found, language);
}
