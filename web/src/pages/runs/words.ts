import { defineWords } from '../../words/words.ts';
import { en } from './words/en.ts';
import { zh } from './words/zh.ts';

/** Words of lists of runs, and of what is said of a run. */
export const runsWords = defineWords('runs', { zh, en });
