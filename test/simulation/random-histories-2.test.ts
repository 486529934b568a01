/** Random histories, second half of the seeds; what they are is in history.ts. */
import { describe } from 'vitest';
import { histories } from './describe-histories.ts';

describe('random histories', () => histories(1001, 1000));
