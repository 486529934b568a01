import { defineWords } from '../../words/words.ts';
import { en } from './words/en.ts';
import { zh } from './words/zh.ts';

/** Words of a batch's page. */
export const batchWords = defineWords('batch', { zh, en });
