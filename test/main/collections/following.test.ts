/** A ranked collection follows real files: the indexer's events, the ranking and the collections joined as in the app. */
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { createCollectionService } from '../../../main/collections/service.ts'
import type { AppEvent } from '../../../main/contract/entities.ts'
import { createIndexer } from '../../../main/indexing/indexer.ts'
import { readManifest } from '../../../main/packs/manifest.ts'
import { Ranking } from '../../../main/ranking/rank.ts'
import { createFakeClock } from '../../support/fake-clock.ts'
import { createFakeInference, FAKE_DIMENSION } from '../../support/fake-inference.ts'
import { temporaryFolder, writePhoto } from '../../support/picture-folder.ts'
import { temporaryLibrary } from '../../support/temporary-library.ts'

async function joined() {
  const manifest = await readManifest(join(import.meta.dirname, '../../../models/manifests/podium-small.json'))
  const library = temporaryLibrary()
  const inference = createFakeInference()
  const ranking = new Ranking({ library, inference, manifest, ranker: null })
  const clock = createFakeClock()
  let computed = 0
  const emit = (event: AppEvent): void => {
    service.onEvent(event)
  }
  const service = createCollectionService({
    library,
    evaluate: (rule) => {
      computed += 1
      return ranking.evaluate(rule)
    },
    emit,
    timer: clock,
  })
  const model = { id: 'fake-1', dimension: FAKE_DIMENSION }
  const indexer = createIndexer({ library, inference, watcher: null, model, emit })
  const folder = await temporaryFolder()
  const { folderId } = await indexer.addFolder(folder)
  onTestFinished(async () => {
    await indexer.close()
    await service.close()
  })
  return {
    library,
    service,
    indexer,
    folder,
    folderId,
    emit,
    /** Looks at the folder, and lets time pass until the rule was computed because of it. */
    async follow(): Promise<void> {
      indexer.rescan(folderId)
      await indexer.idle()
      const before = computed
      await vi.waitUntil(
        () => {
          clock.advance(5_000)
          return computed > before
        },
        { timeout: 20_000 },
      )
      await service.refreshAll()
    },
    names: (photoIds: readonly number[]) => photoIds.map((photoId) => library.photos.get(photoId)?.name ?? ''),
  }
}

it('says of each photo that comes, is renamed, is marked or goes whether it entered or left', async () => {
  const { library, service, indexer, folder, folderId, follow, emit, names } = await joined()
  for (const name of ['a.jpg', 'b.jpg', 'c.jpg']) await writePhoto(folder, name)
  indexer.rescan(folderId)
  await indexer.idle()
  const { collectionId, count } = await service.create({
    name: 'Sharp',
    of: {
      kind: 'ranked',
      rule: {
        sentence: 'sharpest',
        scope: {},
        filter: { kind: 'not', of: { kind: 'flag', flags: ['reject'] } },
      },
    },
  })
  expect(count).toBe(3)
  const news = (): { entered: string[]; left: string[] } => {
    const { entered, left } = service.news(collectionId)
    service.seen(collectionId)
    return { entered: names(entered), left: names(left) }
  }

  await writePhoto(folder, 'd.jpg')
  await follow()
  expect(news()).toEqual({ entered: ['d.jpg'], left: [] })

  const before = library.collections.members(collectionId)
  await rename(join(folder, 'a.jpg'), join(folder, 'z.jpg'))
  await follow()
  expect(news()).toEqual({ entered: [], left: [] })
  expect(library.collections.members(collectionId)).toEqual(before)

  const [photoId = -1] = before
  library.marks.change({ photoIds: [photoId], flag: 'reject' }, 1)
  emit({ kind: 'photos.changed', revision: library.revision() })
  await follow()
  expect(service.news(collectionId).left).toEqual([photoId])
  service.seen(collectionId)

  const rest = library.collections.members(collectionId)
  for (const name of names(rest)) await rm(join(folder, name))
  await follow()
  expect(service.news(collectionId).left.toSorted()).toEqual(rest.toSorted())
  expect(library.collections.members(collectionId)).toEqual([])
  expect(service.list().find((one) => one.collectionId === collectionId)).toMatchObject({ problem: null })
})
