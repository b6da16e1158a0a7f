/** Texts of what goes to the system's trash. */
import type { StayReason, TrashFailure } from '../../main/contract/trash.ts'
import type { Format } from './format.ts'

export function createTrashTexts({ number, plural, bytes }: Format) {
  const photos = (count: number): string => plural(count, { one: '# photo', other: '# photos' })
  return {
    title: (count: number) => `Move ${photos(count)} to the trash?`,
    nothing: 'None of these can be moved to the trash',
    what: (size: number, sidecars: number) =>
      sidecars === 0
        ? bytes(size)
        : `${bytes(size)}, with ${plural(sidecars, { one: '# sidecar', other: '# sidecars' })}`,
    hint: 'Files put back from the trash of this computer return with their marks.',
    more: (count: number) => `and ${number(count)} more`,
    staying: (reason: StayReason, count: number) => {
      switch (reason) {
        case 'offline':
          return plural(count, {
            one: '# photo stays: its drive is offline.',
            other: '# photos stay: their drive is offline.',
          })
        case 'missing':
          return plural(count, {
            one: '# photo is missing from the disk already.',
            other: '# photos are missing from the disk already.',
          })
        case 'sample':
          return plural(count, {
            one: '# sample picture stays: it is part of Podium.',
            other: '# sample pictures stay: they are part of Podium.',
          })
      }
    },
    move: 'Move to the trash',
    moving: 'Moving the files',
    moved: (count: number) => `${photos(count)} moved to the trash`,
    tooMany: (most: number) => `At most ${photos(most)} are moved to the trash at once. Select fewer.`,
    failed: (count: number) => `${photos(count)} could not be moved to the trash`,
    reasons: {
      changed: 'The file has changed since.',
      refused: 'The trash of this computer did not take it.',
    } satisfies Record<TrashFailure['reason'], string>,
  }
}
