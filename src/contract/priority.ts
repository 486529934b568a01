import { z } from 'zod';

/** The three words for priorities and their numbers; 9 is the most urgent. */
export const priorityWords = { high: 9, normal: 5, low: 1 } as const;

/** `high|normal|low` or a whole number 0–9; read as its number. */
export const prioritySchema = z.union([
  z.enum(['high', 'normal', 'low']).transform((word): number => priorityWords[word]),
  z.number().int().min(0).max(9),
]);
export const defaultPriority = priorityWords.normal;
