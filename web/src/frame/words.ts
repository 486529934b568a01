import { defineWords } from '../words/words.ts';
import { en } from './words/en.ts';
import { zh } from './words/zh.ts';

/** Words of the frame: menu, connection, palette, keys. */
export const frameWords = defineWords('frame', { zh, en });
