import { useRef, useState } from 'react';
import { client } from '../../api/client.ts';
import { useWords } from '../../words/words.ts';
import { Button } from '../button.tsx';
import { faultText } from '../fault-text.ts';
import { sharedWords } from '../words.ts';
import styles from './schema-form.module.css';
import { formWords } from './words.ts';

interface FileFieldProps {
  readonly id: string;
  /** The parameter: what the server calls the uploaded file; empty: none. */
  readonly value: string;
  onChange(value: string): void;
}

/** Uploads a file at once; the parameter is what the program then reads it by. */
export function FileField({ id, value, onChange }: FileFieldProps): React.JSX.Element {
  const t = useWords(formWords);
  const shared = useWords(sharedWords);
  const input = useRef<HTMLInputElement>(null);
  /** Part of the file that has been taken, 0 to 1; null: nothing is under way. */
  const [part, setPart] = useState<number | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const upload = async (file: File): Promise<void> => {
    setPart(0);
    setFault(null);
    try {
      const upload = await client.uploadFile(file, file.name, (received) =>
        setPart(received / Math.max(1, file.size)),
      );
      onChange(upload.param);
    } catch (error) {
      const { text, id: faultId } = faultText(error, shared);
      setFault(faultId === null ? text : `${text} ${shared('fault.id', { id: faultId })}`);
    } finally {
      setPart(null);
    }
  };
  return (
    <>
      <span className={styles['file']}>
        <input
          ref={input}
          type="file"
          hidden
          onChange={(event) => {
            const file = event.target.files?.[0];
            event.target.value = '';
            if (file !== undefined) void upload(file);
          }}
        />
        <Button id={id} icon="plus" busy={part !== null} onClick={() => input.current?.click()}>
          {part === null ? t('file.choose') : t('file.uploading', { percent: Math.round(part * 100) })}
        </Button>
        {value !== '' && (
          <>
            <span className="ellipsis mono" title={value}>
              {value.slice(value.indexOf('/') + 1)}
            </span>
            <Button look="quiet" icon="close" aria-label={t('file.remove')} onClick={() => onChange('')} />
          </>
        )}
      </span>
      {fault !== null && <span className={styles['fault']}>{t('file.failed', { message: fault })}</span>}
    </>
  );
}
