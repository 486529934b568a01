import { createContext, use, useCallback, useMemo, useRef, useState } from 'react';
import { useWords } from '../words/words.ts';
import { Button } from './button.tsx';
import styles from './confirm.module.css';
import { Dialog } from './dialog.tsx';
import { sharedWords } from './words.ts';

export interface Question {
  /** What will be done, as a question: 「取消 3 条任务？」 */
  readonly title: string;
  /** What will happen, line by line: also to what is running. */
  readonly consequences: readonly string[];
  /** The button's words: the effect. */
  readonly action: string;
  /** It can't be undone. */
  readonly danger?: boolean;
  /** Asks for a note, with this label; the answer has it. */
  readonly note?: { readonly label: string; readonly required?: boolean };
  /** Must be typed before the button works; for what stops everything. */
  readonly word?: { readonly label: string; readonly expected: string };
}

/** null: left alone. */
type Answer = { readonly note: string } | null;
type Ask = (question: Question) => Promise<Answer>;

const ConfirmContext = createContext<Ask>(() => Promise.resolve(null));

/** Asks before something is done that matters; resolves to the answer, or null. */
export function useConfirm(): Ask {
  return use(ConfirmContext);
}

export function ConfirmProvider({ children }: { readonly children: React.ReactNode }): React.JSX.Element {
  const [question, setQuestion] = useState<Question | null>(null);
  const [open, setOpen] = useState(false);
  const resolver = useRef<(answer: Answer) => void>(undefined);
  const ask = useCallback<Ask>((next) => {
    resolver.current?.(null);
    setQuestion(next);
    setOpen(true);
    return new Promise<Answer>((resolve) => {
      resolver.current = resolve;
    });
  }, []);
  const answer = useMemo(
    () =>
      (given: Answer): void => {
        setOpen(false);
        resolver.current?.(given);
        resolver.current = undefined;
      },
    [],
  );
  return (
    <ConfirmContext value={ask}>
      {children}
      <Dialog
        open={open}
        onCancel={() => answer(null)}
        afterClose={() => setQuestion(null)}
        title={question?.title}
        width={440}
      >
        {question !== null && <Body question={question} onAnswer={answer} />}
      </Dialog>
    </ConfirmContext>
  );
}

interface BodyProps {
  readonly question: Question;
  readonly onAnswer: (answer: Answer) => void;
}

function Body({ question, onAnswer }: BodyProps): React.JSX.Element {
  const t = useWords(sharedWords);
  const [note, setNote] = useState('');
  const [word, setWord] = useState('');
  const lacks =
    (question.note?.required === true && note.trim() === '') ||
    (question.word !== undefined && word.trim() !== question.word.expected);
  return (
    <form
      className={styles['body']}
      onSubmit={(event) => {
        event.preventDefault();
        if (!lacks) onAnswer({ note: note.trim() });
      }}
    >
      <ul className={styles['consequences']}>
        {question.consequences.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {question.note !== undefined && (
        <label className={styles['field']}>
          {question.note.label}
          <textarea rows={2} maxLength={500} value={note} onChange={(event) => setNote(event.target.value)} />
        </label>
      )}
      {question.word !== undefined && (
        <label className={styles['field']}>
          {question.word.label}
          <input value={word} autoComplete="off" onChange={(event) => setWord(event.target.value)} />
        </label>
      )}
      <div className={styles['actions']}>
        <Button onClick={() => onAnswer(null)}>{t('action.back')}</Button>
        <Button type="submit" look={question.danger === true ? 'danger' : 'ink'} disabled={lacks}>
          {question.action}
        </Button>
      </div>
    </form>
  );
}
