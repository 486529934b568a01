/** Files (URLs or paths) on the stack of the call of `flow()`, innermost first: the ones that make the flow what it is. */
export type FlowPlace = readonly string[];

/** Under this symbol, the same in every copy of this module, a flow says where it was made. */
export const flowPlace: unique symbol = Symbol.for('drover.flow.place');
