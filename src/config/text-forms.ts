import { z } from 'zod';
import { flowNameSchema, plainText, platformSchema, shopIdSchema, tagSchema } from '../contract/run.ts';
import { calendarNameSchema } from '../contract/schedule-definition.ts';
import type { TextForm } from './section.ts';

/** The forms of names, by the contract's own schemas. */
export const flowForm: TextForm = { schema: flowNameSchema, fault: 'flow_form' };
export const platformForm: TextForm = { schema: platformSchema, fault: 'platform_form' };
export const shopForm: TextForm = { schema: shopIdSchema, fault: 'shop_form' };
/** A name as people read it. */
export const shownForm: TextForm = { schema: z.string().regex(plainText), fault: 'plain_text' };
export const tagForm: TextForm = { schema: tagSchema, fault: 'tag_form' };
export const poolForm: TextForm = {
  schema: z.string().regex(/^[\p{L}\p{N}_.-]{1,64}$/u),
  fault: 'pool_form',
};
export const calendarForm: TextForm = { schema: calendarNameSchema, fault: 'calendar_form' };
export const prefixForm: TextForm = {
  schema: z.string().regex(/^[A-Za-z][\w.-]{0,31}$/),
  fault: 'prefix_form',
};
