/** Why a message could not be understood, in both languages; letters are grouped by their cause as before. */
export const name = '0011-message-words';

export const statements = ['ALTER TABLE dead_letter ADD COLUMN words TEXT'];
