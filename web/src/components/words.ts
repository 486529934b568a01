import { defineWords } from '../words/words.ts';
import { en } from './words/en.ts';
import { zh } from './words/zh.ts';

/** Words of the parts that all pages share, and of what the API names: states, sources, errors. */
export const sharedWords = defineWords('shared', { zh, en });
