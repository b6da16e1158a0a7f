/** The calls about collections. */
import type { CollectionService } from '../collections/service.ts'
import type { TableImport } from '../export/table-import.ts'
import type { Implementer } from './implementer.ts'

export function collectionRoutes(
  { collections: os }: Implementer,
  service: CollectionService,
  importTable: TableImport,
) {
  return {
    list: os.list.handler(() => service.list()),
    create: os.create.handler(({ input }) => service.create(input)),
    change: os.change.handler(({ input }) => service.change(input)),
    duplicate: os.duplicate.handler(({ input }) => service.duplicate(input.collectionId)),
    freeze: os.freeze.handler(({ input }) => service.freeze(input.collectionId)),
    remove: os.remove.handler(({ input }) => {
      service.remove(input.collectionId)
      return {}
    }),
    restore: os.restore.handler(({ input }) => service.restore(input.collectionId)),
    addPhotos: os.addPhotos.handler(({ input }) => ({
      photoIds: service.addPhotos(input.collectionId, input.photoIds),
    })),
    takePhotos: os.takePhotos.handler(({ input }) => {
      const places = service.takePhotos(input.collectionId, input.photoIds)
      return { taken: places.reduce((sum, { photoIds }) => sum + photoIds.length, 0), places }
    }),
    movePhotos: os.movePhotos.handler(({ input }) => service.movePhotos(input.collectionId, input.moves)),
    news: os.news.handler(({ input }) => service.news(input.collectionId)),
    seen: os.seen.handler(({ input }) => {
      service.seen(input.collectionId)
      return {}
    }),
    importTable: os.importTable.handler(({ input }) => importTable(input.name, input.text)),
  }
}
