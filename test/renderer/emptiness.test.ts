import { describe, expect, it } from 'vitest'
import type { Folder, IndexingStatus } from '../../main/contract/entities.ts'
import { emptinessOf, type Situation } from '../../renderer/state/emptiness.ts'

const folder: Folder = { folderId: 0, path: '/p', name: 'Summer', photoCount: 0, offlineSince: null, watched: true }
const idle: IndexingStatus = {
  state: 'idle',
  total: 0,
  indexed: 0,
  waiting: 0,
  failed: 0,
  missing: 0,
  photosPerSecond: null,
  secondsLeft: null,
  device: null,
  problem: null,
}
const open = { kind: 'open', version: '1', modelId: null } as const

function cause(more: Partial<Situation>) {
  return (
    emptinessOf({ connection: open, folders: [folder], scope: {}, status: idle, failure: null, shown: 0, ...more })
      ?.kind ?? null
  )
}

describe('an empty page says why', () => {
  it('nothing is known yet', () => {
    expect(cause({ folders: null, shown: null })).toBe('starting')
  })
  it('there is no folder yet, even where an old order is still in view', () => {
    expect(cause({ folders: [] })).toBe('no-folder')
    expect(cause({ folders: [], shown: 12 })).toBe('no-folder')
  })
  it('photos are being looked at', () => {
    expect(cause({ status: { ...idle, state: 'scanning' } })).toBe('indexing')
    expect(cause({ status: { ...idle, state: 'indexing', total: 9, waiting: 9 } })).toBe('indexing')
  })
  it('indexing is paused with photos waiting', () => {
    expect(cause({ status: { ...idle, state: 'paused', total: 9, waiting: 9 } })).toBe('paused')
  })
  it('the folder is empty', () => {
    expect(cause({})).toBe('folder-empty')
  })
  it('the drive is offline: of the chosen folder, number 0 included, or of all', () => {
    const offline = { ...folder, offlineSince: 1 }
    expect(cause({ folders: [offline] })).toBe('offline')
    expect(cause({ folders: [offline, { ...folder, folderId: 1 }], scope: { folderIds: [0] } })).toBe('offline')
    expect(cause({ folders: [offline, { ...folder, folderId: 1 }], scope: { folderIds: [1] } })).toBe('folder-empty')
  })
  it('no photo could be read', () => {
    expect(cause({ status: { ...idle, total: 3, failed: 3 } })).toBe('all-failed')
  })
  it('the connection is lost, refused or of another version', () => {
    expect(cause({ connection: { kind: 'lost' }, shown: null })).toBe('lost')
    expect(cause({ connection: { kind: 'mismatch', theirs: 2 }, shown: 12 })).toBe('mismatch')
    expect(
      cause({ connection: { kind: 'refused', failure: { code: 'library-in-use', message: null } }, shown: null }),
    ).toBe('failed')
  })
  it('something failed', () => {
    expect(cause({ failure: { code: 'internal', message: null }, shown: null })).toBe('failed')
  })
  it('but photos in view stay in view, whatever happens to the wire or the next question', () => {
    expect(cause({ connection: { kind: 'lost' }, shown: 12 })).toBeNull()
    expect(cause({ failure: { code: 'internal', message: null }, shown: 12 })).toBeNull()
  })
})
