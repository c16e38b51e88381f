import { defineConfig } from 'vitest/config';

// Unit, database and contract tests run in parallel; tests that start browsers or gateway processes run one file at a time.
const jsx = { jsx: { runtime: 'automatic', importSource: 'preact' } } as const;

export default defineConfig({
  oxc: jsx,
  test: {
    reporters: ['default'],
    // Every core: the process that only looks on needs next to nothing.
    maxWorkers: '100%',
    projects: [
      {
        oxc: jsx,
        test: {
          name: 'fast',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/e2e/**'],
          // A long search of the property tests takes as much longer.
          testTimeout: 30_000 * Math.max(1, Number(process.env.SKYLARK_FUZZ ?? 1)),
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/e2e/build.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          fileParallelism: false,
          // A browser on a busy build machine may miss a beat; a second try is named in the output. By hand there is none.
          retry: process.env.CI ? 1 : 0,
        },
      },
    ],
  },
});
