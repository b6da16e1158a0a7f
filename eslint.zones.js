/**
 * Who may import whom. Each folder names what it may reach; anything else inside the product is refused. (Cycles are
 * found by a test.) Each outside library has one home: replacing it touches one file.
 */

/** Folder or file pattern -> what its imports may resolve to (besides its own folder). */
const MAY_IMPORT = {
  'main/contract': [],
  'main/library': ['contract'],
  'main/inference': ['contract', 'packs/manifest'],
  'main/packs': ['contract'],
  'main/indexing': ['sidecars', 'library', 'inference/client', 'inference/api', 'contract'],
  'main/ranking': ['library', 'inference/client', 'inference/api', 'packs/manifest', 'contract'],
  'main/collections': ['library', 'ranking', 'contract'],
  'main/export': ['sidecars', 'library', 'ranking', 'collections', 'inference/client', 'inference/api', 'contract'],
  'main/sidecars': ['contract'],
  'main/trash': ['contract', 'library', 'sidecars'],
  'main/cli': ['contract', 'app', 'places', 'version', 'inference/link', 'packs/manifest'],
  'main/routing': ['contract', 'library', 'ranking', 'collections', 'export', 'trash'],
  'main/shell': ['contract', 'inference/link', 'inference/api'],
}

const SECTIONS = [
  'cli',
  'collections',
  'contract',
  'export',
  'indexing',
  'inference',
  'library',
  'packs',
  'ranking',
  'routing',
  'shell',
  'sidecars',
  'trash',
]
const ENTRIES = [
  'electron',
  'preload',
  'serve',
  'cli',
  'core',
  'inference',
  'heic-worker',
  'raw-worker',
  'reader-worker',
  'copy-worker',
]

/** Outside library -> the only files that import it as a value. */
const HOMES = {
  'better-sqlite3': ['main/library/open.ts'],
  chokidar: ['main/indexing/watcher.ts'],
  sharp: ['main/inference/pixels.ts'],
  'onnxruntime-node': ['main/inference/runtime.ts'],
  '@huggingface/tokenizers': ['main/inference/tokenizer.ts'],
  exifr: ['main/inference/exif.ts'],
  'libheif-js': ['main/inference/heic.ts'],
  'libraw-wasm': ['main/inference/raw.ts'],
  ws: ['main/shell/loopback-server.ts'],
  'csv-stringify': ['main/cli/output.ts', 'main/export/tables.ts'],
  'csv-parse': ['main/export/table-import.ts'],
  'fast-xml-parser': ['main/sidecars/document.ts'],
  'fast-xml-validator': ['main/sidecars/document.ts'],
  pdfkit: ['main/export/sheet.ts'],
  archiver: ['main/export/zip.ts'],
  trash: ['main/shell/loopback-host.ts'],
  electron: ['main/electron.ts', 'main/preload.ts', 'main/shell/electron-*.ts'],
  zod: ['main/contract/*.ts', 'main/packs/*.ts'],
}

function escaped(text) {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/gu, String.raw`\$&`)
}

function restricted(patterns) {
  return { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] }
}

/** Libraries that a file matching none of their homes must not import as a value. */
function foreignLibraries(ownHomes) {
  return Object.entries(HOMES)
    .filter(([name]) => !ownHomes.includes(name))
    .map(([name]) => ({
      regex: `^${escaped(name)}(/|$)`,
      allowTypeImports: true,
      message: `${name} has one home: ${HOMES[name].join(', ')}.`,
    }))
}

function foldersOutOfReach(folder) {
  const allowed = MAY_IMPORT[folder] ?? null
  const fromTest = { regex: '(^|/)test/', message: 'The product does not import its tests.' }
  const fromRenderer = { regex: '^\\.\\./(\\.\\./)*renderer/', message: 'The main side does not import the page.' }
  if (allowed === null) return [fromTest]
  const others = [...SECTIONS.filter((section) => !folder.endsWith(section))]
  const closed = others
    .filter((section) => !allowed.includes(section))
    .map((section) => {
      const open = allowed
        .filter((name) => name.startsWith(`${section}/`))
        .map((name) => name.slice(section.length + 1))
      const except = open.length === 0 ? '' : `(?!(${open.map(escaped).join('|')})\\.ts$)`
      return { regex: `^\\.\\./(\\.\\./)*${section}/${except}`, message: `${folder} may not import ${section}/.` }
    })
  const entry = { regex: `^\\.\\./(${ENTRIES.join('|')})\\.ts$`, message: 'Nobody imports an entry.' }
  const app = { regex: '^\\.\\./(app|router|assets)\\.ts$', message: `${folder} may not import the app.` }
  return [fromTest, fromRenderer, entry, ...closed, ...(allowed.includes('app') ? [] : [app])]
}

/** The rule of one file is the folder's rule and the libraries' together, so both are made in one place. */
function ruleFor(files, folder, ownHomes) {
  return { files, rules: restricted([...foldersOutOfReach(folder), ...foreignLibraries(ownHomes)]) }
}

export const folderRules = [
  ruleFor(['main/*.ts'], 'main', []),
  ...Object.keys(MAY_IMPORT).map((folder) => ruleFor([`${folder}/**/*.ts`], folder, [])),
  {
    files: ['renderer/**/*.ts', 'renderer/**/*.svelte'],
    rules: restricted([
      { regex: '/main/(?!contract/)', message: 'The page knows the contract and nothing else of the main side.' },
      { regex: '^node:', message: 'The page has no Node.' },
      { regex: '(^|/)test/', message: 'The product does not import its tests.' },
      ...foreignLibraries([]),
    ]),
  },
]

export const libraryRules = [...new Set(Object.values(HOMES).flat())].map((home) => {
  const folder = home.split('/').slice(0, -1).join('/')
  const own = Object.keys(HOMES).filter((name) => HOMES[name].includes(home))
  return ruleFor([home], folder, own)
})
