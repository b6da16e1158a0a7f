/**
 * The app's own measurement of a picture, for training: reads pictures from stdin, writes one line of JSON each.
 *
 * A picture is four little-endian uint32 (width and height of the plane, then of the small picture), the plane's bytes
 * and the small picture's RGB bytes. The TypeScript of the app is translated here, so training and app cannot differ.
 */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import ts from 'typescript'

const source = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'main', 'inference')
const folder = mkdtempSync(join(tmpdir(), 'measure-'))
for (const name of ['measure', 'detail', 'edges', 'traces']) {
  const { outputText } = ts.transpileModule(readFileSync(join(source, `${name}.ts`), 'utf8'), {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
  })
  const text = outputText.replace(/from '(.*)\.ts'/g, "from '$1.mjs'")
  // Arrays sort into copies in newer engines only.
  writeFileSync(join(folder, `${name}.mjs`), text.replaceAll('.toSorted(', '.slice().sort('))
}
const { measurePicture } = await import(pathToFileURL(join(folder, 'measure.mjs')).href)
const { tracesOf } = await import(pathToFileURL(join(folder, 'traces.mjs')).href)

let waiting = Buffer.alloc(0)
for await (const chunk of process.stdin) {
  waiting = Buffer.concat([waiting, chunk])
  for (;;) {
    if (waiting.length < 16) break
    const [width, height, smallWidth, smallHeight] = [0, 4, 8, 12].map((at) => waiting.readUInt32LE(at))
    const end = 16 + width * height + smallWidth * smallHeight * 3
    if (waiting.length < end) break
    const detail = { data: new Uint8Array(waiting.subarray(16, 16 + width * height)), width, height }
    const small = { data: new Uint8Array(waiting.subarray(16 + width * height, end)), width: smallWidth, height: smallHeight }
    const traces = [...tracesOf(small, detail)]
    process.stdout.write(`${JSON.stringify({ ...measurePicture(detail, small), traces })}\n`)
    waiting = waiting.subarray(end)
  }
}
