import { defineWords } from '../../words/words.ts';
import { en } from './words/en.ts';
import { zh } from './words/zh.ts';

/** Words of running a flow by hand. */
export const runFlowWords = defineWords('run-flow', { zh, en });
