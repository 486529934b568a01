import { defineWords } from '../../words/words.ts';
import { en } from './words/en.ts';
import { zh } from './words/zh.ts';

/** Words of bulk work: how far it is, and what can be done with it. */
export const bulkJobWords = defineWords('bulk-jobs', { zh, en });
