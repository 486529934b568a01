import { basename } from 'node:path';

const kebabCase = /^\.?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;
const sayNothing =
  /^(utils?|lib|libs|helpers?|common|misc|shared|types|interfaces|constants|.*-(utils?|helpers?|manager))$/;

/** File names are kebab-case and name the one thing inside; names that say nothing (`utils`, `types`, …) are refused. */
export const fileName = {
  meta: {
    type: 'suggestion',
    docs: { description: 'files are named in kebab-case for the one thing inside' },
    messages: {
      shape: '"{{name}}" is not kebab-case.',
      empty: '"{{name}}" does not say what is inside: name the file for the one thing that it holds.',
    },
    schema: [],
  },
  create(context) {
    return {
      Program(node) {
        const name = basename(context.filename);
        const stem = name.replace(/\..*$/, '');
        if (!kebabCase.test(name)) context.report({ node, messageId: 'shape', data: { name } });
        else if (sayNothing.test(stem)) context.report({ node, messageId: 'empty', data: { name } });
      },
    };
  },
};
