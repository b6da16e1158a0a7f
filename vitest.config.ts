import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

/** Files that leave nothing behind in their process: the page's, whose state is in the browser, and those of plain code. */
const SHARING = [
  'test/renderer/**/*.test.ts',
  'test/main/{cli,collections,contract,library,packs,ranking,routing,shell,sidecars}/**/*.test.ts',
]

export default defineConfig({
  plugins: [svelte()],
  test: {
    pool: 'forks',
    // Two cores: more workers only make the timings of the others worse.
    maxWorkers: 2,
    // Far above what any test takes: a busy machine is slow, and a hang ends all the same.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 20_000 } },
    globalSetup: ['test/support/global-setup.ts'],
    projects: [
      // A process for each of them would load the same packages a hundred times.
      { extends: true, test: { name: 'sharing', include: SHARING, isolate: false } },
      { extends: true, test: { name: 'alone', include: ['test/**/*.test.ts'], exclude: SHARING } },
    ],
  },
})
