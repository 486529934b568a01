import type { FormFault, ScheduleForm } from './schedule-form.model.ts';

/** What each part of the editor's form is given. */
export interface FormPart {
  readonly form: ScheduleForm;
  onPut(change: Partial<ScheduleForm>): void;
  /** What is wrong with a field; null: nothing. */
  wrong(field: FormFault['field']): string | null;
  /** A submission was tried: every fault shows. */
  readonly tried: boolean;
}
