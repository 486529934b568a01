import { defineWords } from '../../words/words.ts';
import { en } from './words/en.ts';
import { zh } from './words/zh.ts';

/** Words of forms that are made from a schema. */
export const formWords = defineWords('form', { zh, en });
