import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { createWatcher } from '../../../main/indexing/watcher.ts'
import { temporaryFolder, writePhoto } from '../../support/picture-folder.ts'

/** The looks so far, as directories relative to the folder. */
async function watched() {
  const folder = join(await temporaryFolder(), 'photos')
  await mkdir(join(folder, 'sub'), { recursive: true })
  await writePhoto(folder, 'old.jpg')
  const watcher = createWatcher()
  onTestFinished(() => watcher.close())
  const looks: string[] = []
  watcher.onLook((path, under) => {
    expect(path).toBe(folder)
    looks.push(under)
  })
  expect(await watcher.watch(folder)).toBe(true)
  return { folder, watcher, looks }
}

/** A look at `under`, or at a directory around it, which includes it. */
function covers(looks: readonly string[], under: string): boolean {
  return looks.some((look) => look === '' || look === under || under.startsWith(`${look}/`))
}

const PATIENCE = { timeout: 20_000, interval: 50 }

it('says where to look when a photo comes, changes or goes', async () => {
  const { folder, looks } = await watched()
  const steps = [
    () => writePhoto(folder, 'sub/new.jpg', 'one'),
    () => writePhoto(folder, 'sub/new.jpg', 'another text'),
    () => rm(join(folder, 'sub/new.jpg')),
  ]
  for (const step of steps) {
    looks.length = 0
    await step()
    await vi.waitFor(() => {
      expect(covers(looks, 'sub')).toBe(true)
    }, PATIENCE)
  }
})

it('says nothing of what was there before it watched', async () => {
  const { folder, looks } = await watched()
  await writePhoto(folder, 'sub/last.jpg')
  await vi.waitFor(() => {
    expect(looks.length).toBeGreaterThan(0)
  }, PATIENCE)
  expect(looks).not.toContain('')
})

it('sees a directory that is renamed, and photos put into it later', async () => {
  const { folder, looks } = await watched()
  await writePhoto(folder, 'sub/a.jpg')
  await rename(join(folder, 'sub'), join(folder, 'renamed'))
  await vi.waitFor(() => {
    expect(covers(looks, '')).toBe(true)
  }, PATIENCE)
  await vi.waitFor(async () => {
    looks.length = 0
    await writePhoto(folder, 'renamed/b.jpg', String(Math.random()))
    await vi.waitFor(
      () => {
        expect(covers(looks, 'renamed')).toBe(true)
      },
      { timeout: 2_000 },
    )
  }, PATIENCE)
})

it('leaves hidden files and directories alone', async () => {
  const { folder, looks } = await watched()
  await writePhoto(folder, '.cache/a.jpg')
  await writePhoto(folder, '.b.jpg')
  await writePhoto(folder, 'sub/seen.jpg')
  await vi.waitFor(() => {
    expect(looks).toContain('sub')
  }, PATIENCE)
  expect(new Set(looks)).toEqual(new Set(['sub']))
})

it('watching a folder again replaces the first watch, and unwatching ends it', async () => {
  const { folder, watcher, looks } = await watched()
  expect(await watcher.watch(folder)).toBe(true)
  await watcher.unwatch(folder)
  await writePhoto(folder, 'sub/unseen.jpg')
  const other = `${folder}-other`
  await mkdir(other)
  const seen = Promise.withResolvers<undefined>()
  const second = createWatcher()
  onTestFinished(() => second.close())
  second.onLook(() => {
    seen.resolve(undefined)
  })
  expect(await second.watch(folder)).toBe(true)
  await writePhoto(folder, 'sub/second.jpg')
  await seen.promise
  expect(looks).toEqual([])
})

it('a folder that does not exist is not watched, or is seen when it comes', async () => {
  const root = await temporaryFolder()
  const watcher = createWatcher()
  onTestFinished(() => watcher.close())
  await expect(watcher.watch(join(root, 'nowhere'))).resolves.toBeTypeOf('boolean')
})
