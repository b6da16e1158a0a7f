import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, parse } from 'node:path'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { FolderListing } from '../../../main/contract/entities.ts'
import { browserOpener } from '../../../main/shell/browser-opener.ts'
import { createLoopbackHost } from '../../../main/shell/loopback-host.ts'

let home: string

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'podium-host-'))
})

afterEach(async () => {
  await chmod(home, 0o700)
  await rm(home, { recursive: true, force: true })
})

test('a folder is listed by its subfolders in reading order, without hidden ones and files, with its pictures counted', async () => {
  for (const name of ['trip 10', 'trip 9', '.hidden', 'Ålesund']) await mkdir(join(home, name))
  for (const name of ['a.jpg', 'b.HEIC', 'notes.txt', '.c.png']) await writeFile(join(home, name), '')
  const listing = await createLoopbackHost(home).listFolders(null)
  expect(FolderListing.parse(listing)).toEqual({
    path: home,
    parent: tmpdir(),
    entries: ['Ålesund', 'trip 9', 'trip 10'].map((name) => ({ name, path: join(home, name) })),
    pictureCount: 2,
  })
})

test('a link to a folder is followed, a broken one and one to a file are not shown', async () => {
  await mkdir(join(home, 'real'))
  await writeFile(join(home, 'file'), '')
  await symlink('real', join(home, 'to-folder'))
  await symlink('file', join(home, 'to-file'))
  await symlink('nowhere', join(home, 'to-nothing'))
  const { entries } = await createLoopbackHost(home).listFolders(home)
  expect(entries.map((entry) => entry.name)).toEqual(['real', 'to-folder'])
})

test('the root of the disk has no parent', async () => {
  const { root } = parse(home)
  expect(await createLoopbackHost(home).listFolders(root)).toMatchObject({ path: root, parent: null })
})

test('a folder that is not there, or is a file, is an error that names it', async () => {
  await writeFile(join(home, 'file'), '')
  const host = createLoopbackHost(home)
  for (const name of ['nowhere', 'file']) {
    const path = join(home, name)
    await expect(host.listFolders(path)).rejects.toMatchObject({
      code: 'folder-unreadable',
      message: expect.stringContaining(path),
    })
  }
})

test.each(['relative/folder', '', '.', '/folder\0'])('the path %j is refused', async (path) => {
  await expect(createLoopbackHost(home).listFolders(path)).rejects.toMatchObject({ code: 'invalid-params' })
})

test('a browser says that it has neither dialog nor file manager nor other programs', async () => {
  const host = createLoopbackHost(home)
  expect(host.capabilities()).toEqual({ kind: 'browser', folderDialog: false, reveal: false, open: false, drag: false })
  await expect(host.chooseFolder()).rejects.toMatchObject({ code: 'not-available' })
  for (const asked of [host.reveal(home), host.open([home]), host.drag([home])])
    await expect(asked).rejects.toMatchObject({ code: 'not-available' })
})

test.runIf(process.platform === 'linux')(
  'files go to the trash of the system, names with signs of patterns too',
  async () => {
    // Read once, when the package is loaded: no other test of this file may load it before.
    vi.stubEnv('HOME', home)
    vi.stubEnv('XDG_DATA_HOME', join(home, 'data'))
    onTestFinished(() => {
      vi.unstubAllEnvs()
    })
    const names = ['*.jpg', 'a.jpg', 'b [1].jpg']
    for (const name of names) await writeFile(join(home, name), name)
    const host = createLoopbackHost(home)
    await host.trash([join(home, '*.jpg'), join(home, 'b [1].jpg')])
    expect((await readdir(home)).filter((name) => name.endsWith('.jpg'))).toEqual(['a.jpg'])
    expect(await readdir(join(home, 'data/Trash/files'))).toHaveLength(2)
    const notes = await readdir(join(home, 'data/Trash/info'))
    const told = await Promise.all(notes.map((note) => readFile(join(home, 'data/Trash/info', note), 'utf8')))
    expect(told.join()).toContain(`Path=${home}/b%20%5B1%5D.jpg`)
  },
)

test('the address goes to the system as one argument, and nowhere without a display', () => {
  const address = 'http://127.0.0.1:1/?token=a&b=$(c)'
  for (const platform of ['darwin', 'win32', 'linux'] as const) {
    expect(browserOpener(address, platform, { DISPLAY: ':0' })?.arguments.at(-1)).toBe(address)
  }
  expect(browserOpener(address, 'linux', {})).toBeNull()
})
