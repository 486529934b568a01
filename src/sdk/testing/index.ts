/** What a flow's tests import from `drover/testing`. */
export { type TestFakes, type TestFlowOptions, testFlow } from './test-flow.ts';
export { TestHerd } from './test-herd.ts';
export type { TestRun, TestStep } from './test-run.ts';
