/** Tiles that are on screen already travel to their new place when the order changes; others fade in. */
import type { GridView, PlacedTile } from './state/grid-view.svelte.ts'

/** By its photo, so that the element stays the same wherever the photo goes. */
export function tileId({ row, position }: PlacedTile): string {
  return `tile-${row === null ? `at-${String(position)}` : String(row.photoId)}`
}

/** What was on the screen before. */
export interface FormerTiles {
  readonly tiles: readonly PlacedTile[]
  readonly scrollTop: number
  readonly height: number
}

export function travel(view: GridView, former: FormerTiles): void {
  const places = former.tiles.flatMap(({ row, x, y, height }) => {
    const top = y - former.scrollTop
    return row === null || top + height <= 0 || top >= former.height ? [] : [{ photoId: row.photoId, x, y: top }]
  })
  for (const tile of view.tiles) {
    const element = tile.row === null ? null : document.getElementById(tileId(tile))
    if (element === null || tile.row === null) continue
    const { photoId } = tile.row
    const from = places.find((place) => place.photoId === photoId)
    if (from === undefined) {
      element.animate([{ opacity: 0 }, { opacity: 1 }], { duration: 80 })
      continue
    }
    const x = from.x - tile.x
    const y = from.y - tile.y + view.scrollTop
    if (x === 0 && y === 0) continue
    const move = [{ transform: `translate(${String(x)}px, ${String(y)}px)` }, { transform: 'none' }]
    element.animate(move, { duration: 160, easing: 'ease-out' })
  }
}
