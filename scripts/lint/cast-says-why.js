/**
 * A cast or a non-null assertion overrules the compiler, so it needs a comment that says why it holds: on its line, or
 * directly above the line or the statement that it stands in. `as const` overrules nothing and is free.
 */
export const castSaysWhy = {
  meta: {
    type: 'suggestion',
    docs: { description: 'casts and non-null assertions carry a comment that says why' },
    messages: { silent: 'Say in a comment, on this line or above it, why this {{what}} holds.' },
    schema: [],
  },
  create(context) {
    const source = context.sourceCode;
    const commentEnds = new Set(source.getAllComments().map((comment) => comment.loc.end.line));
    const explained = (line) => commentEnds.has(line) || commentEnds.has(line - 1);
    const statementOf = (node) => {
      let current = node;
      while (current.parent && !/Statement$|Declaration$|^PropertyDefinition$|^Program$/.test(current.type)) {
        current = current.parent;
      }
      return current;
    };
    const check = (node, what) => {
      const lines = [node.loc.start.line, node.loc.end.line];
      if (lines.some(explained) || commentEnds.has(statementOf(node).loc.start.line - 1)) return;
      context.report({ node, messageId: 'silent', data: { what } });
    };
    return {
      TSAsExpression(node) {
        const type = node.typeAnnotation;
        if (type.type === 'TSTypeReference' && type.typeName.name === 'const') return;
        check(node, 'cast');
      },
      TSNonNullExpression: (node) => check(node, 'non-null assertion'),
    };
  },
};
