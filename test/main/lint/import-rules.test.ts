import { fileURLToPath } from 'node:url'
import { ESLint } from 'eslint'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const eslint = new ESLint({
  cwd: root,
  // Only the import rules: they need no type information, which a file that is not on disk has not got.
  overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
  ruleFilter: ({ ruleId }) => ruleId === '@typescript-eslint/no-restricted-imports',
})

async function complaints(file: string, line: string): Promise<string[]> {
  const results = await eslint.lintText(`${line}\n`, { filePath: `${root}${file}` })
  return results.flatMap((result) => result.messages.map((message) => message.message))
}

it.each([
  ['main/ranking/order.ts', "import { openLibrary } from '../indexing/scan.ts'; openLibrary()"],
  ['main/ranking/order.ts', "import { towers } from '../inference/towers.ts'; towers()"],
  ['main/library/photos.ts', "import { Ranking } from '../ranking/rank.ts'; Ranking()"],
  ['main/library/photos.ts', "import Database from 'better-sqlite3'; Database()"],
  ['main/indexing/scan.ts', "import { watch } from 'chokidar'; watch()"],
  ['main/inference/measure.ts', "import sharp from 'sharp'; sharp()"],
  ['main/shell/gate.ts', "import { createApp } from '../app.ts'; createApp()"],
  ['main/cli/rank.ts', "import { openLibrary } from '../library/open.ts'; openLibrary()"],
  ['main/contract/api.ts', "import { axisOf } from '../ranking/axes.ts'; axisOf()"],
  ['main/app.ts', "import { app } from 'electron'; app()"],
  ['renderer/connect.ts', "import { createApp } from '../main/app.ts'; createApp()"],
  ['renderer/connect.ts', "import { readFile } from 'node:fs'; readFile()"],
])('refuses %s: %s', async (file, line) => {
  expect(await complaints(file, line)).not.toEqual([])
})

it.each([
  ['main/ranking/rank.ts', "import { Inference } from '../inference/api.ts'; Inference()"],
  ['main/library/open.ts', "import Database from 'better-sqlite3'; Database()"],
  ['main/indexing/watcher.ts', "import { watch } from 'chokidar'; watch()"],
  ['main/library/photos.ts', "import type { Database } from 'better-sqlite3'; export const d: Database | null = null"],
  ['renderer/connect.ts', "import { api } from '../main/contract/api.ts'; api()"],
])('allows %s: %s', async (file, line) => {
  expect(await complaints(file, line)).toEqual([])
})
