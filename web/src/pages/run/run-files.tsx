import { useState } from 'react';
import type { Artifact } from '../../../../src/contract/artifact.ts';
import { serverUrl } from '../../api/client.ts';
import { Dialog } from '../../components/dialog.tsx';
import { Icon } from '../../components/icon.tsx';
import { bytesText } from '../../format/numbers.model.ts';
import { useFormat } from '../../format/use-format.ts';
import { useWords } from '../../words/words.ts';
import { isPicture } from './diagnosis.model.ts';
import styles from './run-files.module.css';
import { runWords } from './words.ts';

/** Where a kept file is downloaded from. */
function fileUrl(runId: string, { name, attempt }: Artifact): string {
  return `${serverUrl}/api/runs/${encodeURIComponent(runId)}/artifacts/${encodeURIComponent(name)}?attempt=${attempt}`;
}

/** The files that a run kept: pictures are shown, all can be downloaded. */
export function RunFiles({
  runId,
  files,
}: {
  readonly runId: string;
  readonly files: readonly Artifact[];
}): React.JSX.Element {
  const t = useWords(runWords);
  const format = useFormat();
  const [shown, setShown] = useState<Artifact | null>(null);
  const attempts = new Set(files.map(({ attempt }) => attempt));
  return (
    <ul className={styles['files']}>
      {files.map((file) => (
        <li key={`${file.attempt} ${file.name}`} className={styles['file']}>
          {isPicture(file) ? (
            <button
              type="button"
              className={styles['picture']}
              aria-label={t('files.preview', { name: file.name })}
              onClick={() => setShown(file)}
            >
              <img src={fileUrl(runId, file)} alt="" loading="lazy" />
            </button>
          ) : (
            <span className={styles['other']}>
              <Icon name="inbox" />
            </span>
          )}
          <span className={styles['about']}>
            <a
              className={`link ${styles['name']}`}
              href={fileUrl(runId, file)}
              download={file.name.split('/').at(-1)}
              title={t('files.download', { name: file.name })}
            >
              {file.name}
            </a>
            <span className="meta text3" title={format.exact(file.at)}>
              {bytesText(file.size)} · {format.instant(file.at)}
              {attempts.size > 1 && ` · ${t('files.attempt', { n: file.attempt })}`}
            </span>
          </span>
        </li>
      ))}
      <PicturePreview runId={runId} file={shown} onClose={() => setShown(null)} />
    </ul>
  );
}

interface PicturePreviewProps {
  readonly runId: string;
  /** null: closed. */
  readonly file: Artifact | null;
  onClose(): void;
}

/** A picture at its size, over the page. */
export function PicturePreview({ runId, file, onClose }: PicturePreviewProps): React.JSX.Element {
  const t = useWords(runWords);
  return (
    <Dialog
      open={file !== null}
      onCancel={onClose}
      title={file?.name}
      width={960}
      footer={
        file === null ? null : (
          <a className="link" href={fileUrl(runId, file)} download={file.name.split('/').at(-1)}>
            {t('files.download', { name: file.name })}
          </a>
        )
      }
    >
      {file !== null && <img className={styles['large']} src={fileUrl(runId, file)} alt={file.name} />}
    </Dialog>
  );
}
