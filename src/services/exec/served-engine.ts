/** This server as an engine for others: a flow is a project, a run an execution. Source: contracts, engine as served. */
import type { z } from 'zod';
import { engineFlowName, type servedAnswerSchema, type servedCreateSchema } from '../../contract/exec.ts';
import type { Run } from '../../contract/run.ts';
import { isFinal } from '../../contract/run-states.ts';
import { DroverError } from '../../domain/drover-error.ts';
import type { Intake } from '../intake/intake.ts';
import type { Runs } from '../runs/runs.ts';

type ServedAnswer = z.infer<typeof servedAnswerSchema>;

export interface ServedEngine {
  /** Submits a run of the flow that `project_id` names. Throws what has nothing to do with the request. */
  create(body: z.infer<typeof servedCreateSchema>, by: string): Promise<ServedAnswer>;
  query(executionId: string): Promise<ServedAnswer>;
}

const refused = (msg: string): ServedAnswer => ({ code: '5001', msg, data: null });

export function createServedEngine(intake: Intake, runs: Pick<Runs, 'get'>): ServedEngine {
  return {
    create: async ({ project_id, params }, by) => {
      // It would ask an engine, which may be this one.
      if (project_id === engineFlowName) return refused(`There is no project "${project_id}".`);
      try {
        const submitter = { name: by, client: null, idempotencyKey: null };
        const { run } = await intake.submit({ flow: project_id, params: params ?? {} }, submitter);
        return { code: '0000', msg: '', data: { executionId: run.id } };
      } catch (error) {
        if (error instanceof DroverError && error.kind === 'user') return refused(error.message);
        throw error;
      }
    },

    query: async (executionId) => {
      try {
        const run = await runs.get(executionId);
        return { code: '0000', msg: '', data: { execution: executionOf(run) } };
      } catch (error) {
        if (error instanceof DroverError && error.code === 'unknown_run') return refused(error.message);
        throw error;
      }
    },
  };
}

function executionOf({ state, output, error }: Run): object {
  if (!isFinal(state)) return { status: 'PENDING', result: null, error: null };
  if (state === 'succeeded')
    return { status: 'COMPLETED', result: { code: '0000', msg: '', data: output ?? {} }, error: null };
  return { status: 'FAILED', result: null, error: error?.message ?? state };
}
