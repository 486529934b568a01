import { useId, useState } from 'react';
import { useWords } from '../../words/words.ts';
import { FileField } from './file-field.tsx';
import { type Field, faultOf, type Typed } from './schema-form.model.ts';
import styles from './schema-form.module.css';
import { formWords } from './words.ts';

interface SchemaFormProps {
  readonly fields: readonly Field[];
  readonly typed: Typed;
  onType(next: Typed): void;
  /** Keys of fields that differ from what they were. */
  readonly changed?: ReadonlySet<string>;
  /** Faults that the server found, by the fields' keys. */
  readonly refused?: Readonly<Record<string, string>>;
  /** A submission was tried: every fault shows. */
  readonly tried: boolean;
}

/** Fields in one column; each says what is wrong with it once it was left. */
export function SchemaForm(props: SchemaFormProps): React.JSX.Element {
  const { fields, typed, onType, changed, refused, tried } = props;
  return (
    <div className={styles['form']}>
      {fields.map((field) => (
        <FormField
          key={field.key}
          field={field}
          typed={typed}
          onType={(value) => onType({ ...typed, [field.key]: value })}
          changed={changed?.has(field.key) === true}
          refused={refused?.[field.key] ?? null}
          tried={tried}
        />
      ))}
    </div>
  );
}

interface FormFieldProps {
  readonly field: Field;
  readonly typed: Typed;
  onType(value: string | readonly string[]): void;
  readonly changed: boolean;
  readonly refused: string | null;
  readonly tried: boolean;
}

function FormField({ field, typed, onType, changed, refused, tried }: FormFieldProps): React.JSX.Element {
  const t = useWords(formWords);
  const id = useId();
  const [left, setLeft] = useState(false);
  const value = typed[field.key] ?? '';
  const found = left || tried ? faultOf(field, typed) : null;
  const fault = found === null ? refused : t(found.key, found.values);
  const help =
    field.help ?? (field.kind === 'list' ? t('list.help') : field.key === '' ? t('json.help') : null);
  const common = {
    id,
    'aria-invalid': fault !== null || undefined,
    'aria-describedby': `${id}-help`,
    'aria-required': field.required || undefined,
    onBlur: () => setLeft(true),
  };
  const text = typeof value === 'string' ? value : '';
  const several = field.kind === 'choices';
  const label = (
    <>
      {field.label === '' ? t('json.label') : field.label}
      {!field.required && field.key !== '' && field.kind !== 'boolean' && (
        <span className="text3">{t('optional')}</span>
      )}
      {changed && <span className={styles['changed']}>{t('changed')}</span>}
    </>
  );
  return (
    <div
      className={styles['field']}
      role={several ? 'group' : undefined}
      aria-labelledby={several ? `${id}-label` : undefined}
    >
      {several ? (
        <span className={styles['label']} id={`${id}-label`}>
          {label}
        </span>
      ) : (
        <label className={styles['label']} htmlFor={id}>
          {label}
        </label>
      )}
      {field.kind === 'choice' ? (
        <select {...common} value={text} onChange={(event) => onType(event.target.value)}>
          {(!field.required || text === '') && <option value="">{t('none')}</option>}
          {field.options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      ) : several ? (
        <div className={styles['choices']}>
          {field.options.map((option) => {
            const chosen = Array.isArray(value) ? value.map(String) : [];
            return (
              <label key={option.value}>
                <input
                  type="checkbox"
                  checked={chosen.includes(option.value)}
                  onChange={(event) =>
                    onType(
                      field.options
                        .map((one) => one.value)
                        .filter((one) =>
                          one === option.value ? event.target.checked : chosen.includes(one),
                        ),
                    )
                  }
                />
                {option.label}
              </label>
            );
          })}
        </div>
      ) : field.kind === 'boolean' ? (
        <span className={styles['choices']}>
          <label>
            <input
              {...common}
              type="checkbox"
              checked={text === 'true'}
              onChange={(event) => onType(event.target.checked ? 'true' : '')}
            />
            {t('yes')}
          </label>
        </span>
      ) : field.kind === 'file' ? (
        <FileField id={id} value={text} onChange={onType} />
      ) : field.kind === 'json' || field.kind === 'list' ? (
        <textarea
          {...common}
          className={field.kind === 'json' ? 'mono' : ''}
          rows={field.key === '' ? 8 : 4}
          spellCheck={false}
          value={text}
          onChange={(event) => onType(event.target.value)}
        />
      ) : (
        <input
          {...common}
          type={field.kind === 'date' ? 'date' : 'text'}
          inputMode={field.kind === 'number' ? 'decimal' : field.kind === 'integer' ? 'numeric' : undefined}
          autoComplete="off"
          value={text}
          placeholder={field.kind === 'datetime' ? '2026-11-22T14:32:00+08:00' : undefined}
          onChange={(event) => onType(event.target.value)}
        />
      )}
      <span id={`${id}-help`} className={fault === null ? styles['help'] : styles['fault']}>
        {fault ?? help}
      </span>
    </div>
  );
}
