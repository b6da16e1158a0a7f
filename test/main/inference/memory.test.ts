import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { processOptions } from '../../../main/inference/link.ts'
import { collect, giveBack } from '../../../main/inference/memory.ts'

it('gives back what large arrays hold, and leaves them empty', () => {
  const pixels = new Uint8Array(100_000)
  const planes = new Float32Array(100_000)
  giveBack(pixels, planes)
  expect([pixels.length, planes.length, pixels.buffer.byteLength]).toEqual([0, 0, 0])
})

it('leaves memory alone that others may read: parts of a larger block, and small arrays', () => {
  const block = new ArrayBuffer(300_000)
  const part = new Uint8Array(block, 100_000, 100_000)
  const small = new Uint8Array(8)
  const shared = new Uint8Array(new SharedArrayBuffer(100_000))
  giveBack(part, small, shared)
  expect([part.length, small.length, shared.length, block.byteLength]).toEqual([100_000, 8, 100_000, 300_000])
})

it('looks through the heap in a process started as the one of inference is, and only there', async () => {
  collect()
  const memory = new URL('../../../main/inference/memory.ts', import.meta.url).href
  const script = `
    import { collect } from ${JSON.stringify(memory)}
    const gone = new WeakRef({ held: new Uint8Array(10) })
    await new Promise((resolve) => setImmediate(resolve))
    collect()
    process.stdout.write(String(gone.deref()))`
  const words = [...processOptions('reading').execArgv, '--input-type=module', '--eval', script]
  const { stdout } = await promisify(execFile)(process.execPath, words)
  expect(stdout).toBe('undefined')
})
