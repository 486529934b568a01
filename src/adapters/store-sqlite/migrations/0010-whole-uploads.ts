/** Whether a file has come as a whole, so that the transaction that makes a run can tell. Of earlier ones it is taken for granted. */
export const name = '0010-whole-uploads';

export const statements = ['ALTER TABLE upload ADD COLUMN whole INTEGER NOT NULL DEFAULT 1'];
