/** Random histories, first half of the seeds; what they are is in history.ts. */
import { describe } from 'vitest';
import { histories } from './describe-histories.ts';

describe('random histories', () => histories(1, 1000));
