/**
 * Builds what Electron and the packaged app run. Every package stays outside the bundles: the native ones must, and
 * the others lie in the archive anyway. The preload script is built apart (`--mode preload`), since a sandboxed page
 * takes one CommonJS file and nothing beside it.
 */
import { defineConfig, type UserConfig } from 'vite'

const ENTRIES = [
  'electron',
  'core',
  'inference',
  'heic-worker',
  'raw-worker',
  'reader-worker',
  'copy-worker',
  'cli',
  'serve',
]

const entries: UserConfig = {
  publicDir: false,
  build: {
    ssr: true,
    outDir: 'out/main',
    emptyOutDir: true,
    target: 'node24',
    // Stack traces in a bug report should name what the source names.
    minify: false,
    rolldownOptions: {
      input: Object.fromEntries(ENTRIES.map((name) => [name, `main/${name}.ts`])),
      external: [/^electron$/, /^node:/],
      // Flat, so that a file beside an entry is found the same way from a chunk.
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
}

const preload: UserConfig = {
  publicDir: false,
  build: {
    ssr: true,
    outDir: 'out/main',
    emptyOutDir: false,
    target: 'node24',
    minify: false,
    rolldownOptions: {
      input: { preload: 'main/preload.ts' },
      external: [/^electron$/],
      output: { format: 'cjs', entryFileNames: '[name].cjs' },
    },
  },
}

export default defineConfig(({ mode }) => (mode === 'preload' ? preload : entries))
