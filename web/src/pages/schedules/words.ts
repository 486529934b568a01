import { defineWords } from '../../words/words.ts';
import { en } from './words/en.ts';
import { zh } from './words/zh.ts';

export const schedulesWords = defineWords('schedules', { zh, en });
