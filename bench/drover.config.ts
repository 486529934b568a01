/** The flows that the bench runs: one that does nothing, and one that says how late it started. */
import { defineConfig, flow } from '../src/sdk/index.ts';
import { wallMs } from './system.ts';

export default defineConfig({
  flows: [
    flow({ name: 'noop', inline: true, run: async () => ({}) }),
    flow({
      name: 'stamp',
      inline: true,
      run: async ({ params }) => ({ lateMs: wallMs() - Number(params['submittedAt']) }),
    }),
  ],
});
