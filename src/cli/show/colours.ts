/** Names of what is coloured, with the codes that switch it on and off. Source: ECMA-48, SGR */
const codes = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
} as const;
export type Colour = keyof typeof codes;

/** Colours a text. */
export type Paint = (colour: Colour, text: string) => string;

/** Colours where colours are wanted, else leaves texts as they are. */
export function paintWhen(wanted: boolean): Paint {
  if (!wanted) return (_colour, text) => text;
  return (colour, text) => {
    const [on, off] = codes[colour];
    return `\u001b[${on}m${text}\u001b[${off}m`;
  };
}
