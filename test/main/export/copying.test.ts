import { copyFileSync, type linkSync } from 'node:fs'
import { readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { copyWhole, FILES, type CopyTask } from '../../../main/export/copying.ts'
import { temporaryFolder } from '../../support/picture-folder.ts'

async function task(): Promise<CopyTask & { readonly folder: string; readonly final: string }> {
  const folder = await temporaryFolder()
  const source = join(folder, 'photo.jpg')
  await writeFile(source, 'a photo')
  await utimes(source, 1_500_000_000, 1_500_000_000.25)
  return { folder, source, target: join(folder, '.part'), final: join(folder, '1_photo.jpg') }
}

it('gives a copy its name once it is whole, with the dates of its source', async () => {
  const { folder, ...copy } = await task()
  expect(await copyWhole(copy)).toMatchObject({ size: 7, given: true })
  expect(await readdir(folder)).toEqual(['1_photo.jpg', 'photo.jpg'])
  expect(Math.floor((await stat(copy.final)).mtimeMs)).toBe(1_500_000_000_250)
})

it('leaves a copy under its first name where the final one is taken, cannot be given, or is not wanted', async () => {
  const { folder, ...copy } = await task()
  await writeFile(copy.final, 'of another')
  expect((await copyWhole(copy)).given).toBe(false)
  expect(await readFile(copy.final, 'utf8')).toBe('of another')
  expect(await readFile(copy.target, 'utf8')).toBe('a photo')

  const linkless: typeof linkSync = () => {
    throw Object.assign(new Error('EPERM'), { code: 'EPERM' })
  }
  const second = { ...copy, target: join(folder, '.second'), final: join(folder, '2_photo.jpg') }
  expect((await copyWhole(second, { ...FILES, linkSync: linkless })).given).toBe(false)
  expect((await copyWhole({ source: copy.source, target: join(folder, '.third') })).given).toBe(false)
  expect(await readdir(folder)).toEqual(['.part', '.second', '.third', '1_photo.jpg', 'photo.jpg'])
})

it('gives no name to a copy of a photo that changed meanwhile', async () => {
  const { folder, ...copy } = await task()
  const changing: typeof copyFileSync = (from, to, mode) => {
    copyFileSync(from, to, mode)
    copyFileSync(join(folder, 'newer.jpg'), from)
  }
  await writeFile(join(folder, 'newer.jpg'), 'written anew')
  expect((await copyWhole(copy, { ...FILES, copyFileSync: changing })).given).toBe(false)
  expect(await readdir(folder)).not.toContain('1_photo.jpg')
})

it('copies over no file, and says when it is the source that cannot be had', async () => {
  const { folder, ...copy } = await task()
  await writeFile(copy.target, 'there')
  await expect(copyWhole(copy)).rejects.toThrow(expect.objectContaining({ code: 'EEXIST' }))
  const missing = { ...copy, source: join(folder, 'gone.jpg') }
  await expect(copyWhole(missing)).rejects.toThrow(expect.objectContaining({ code: 'ENOENT', of: 'source' }))
})
