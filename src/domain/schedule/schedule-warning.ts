import type { Bilingual } from '../../contract/bilingual.ts';

/** Something that speaks against slots to come. */
export interface ScheduleWarning {
  readonly code: string;
  readonly words: Bilingual;
}
