/** A switched-off rule needs its reason behind two dashes: `// eslint-disable-next-line max-lines -- one table, read as one`. */
export const disableSaysWhy = {
  meta: {
    type: 'suggestion',
    docs: { description: 'eslint-disable and @ts-expect-error comments name the rule and say why' },
    messages: {
      silent: 'Name the rule and say why it is off: `// eslint-disable-next-line RULE -- REASON`.',
      unreasoned: 'Use `@ts-expect-error` and say behind it what the compiler cannot know.',
    },
    schema: [],
  },
  create(context) {
    return {
      Program() {
        for (const comment of context.sourceCode.getAllComments()) {
          const text = comment.value.trim();
          if (
            /^eslint-disable/.test(text) &&
            !/^eslint-disable(-next-line|-line)?\s+\S+.*\s--\s+\S/s.test(text)
          ) {
            context.report({ loc: comment.loc, messageId: 'silent' });
          }
          if (/^@ts-(ignore|nocheck)/.test(text) || /^@ts-expect-error\W*$/.test(text)) {
            context.report({ loc: comment.loc, messageId: 'unreasoned' });
          }
        }
      },
    };
  },
};
