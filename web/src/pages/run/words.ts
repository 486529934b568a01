import { defineWords } from '../../words/words.ts';
import { en } from './words/en.ts';
import { zh } from './words/zh.ts';

/** Words of a run's page. */
export const runWords = defineWords('run', { zh, en });
