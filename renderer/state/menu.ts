/** A short list of things to do, opened at a place: what the right button and the "more" buttons show. */
export interface MenuAct {
  readonly label: string
  /** The key that does the same. */
  readonly key?: string
  readonly run: () => void
}

export interface Menu {
  readonly label: string
  /** In the window; the menu keeps itself inside. */
  readonly x: number
  readonly y: number
  /** Parts are separated by a line. */
  readonly parts: readonly (readonly MenuAct[])[]
}

export type MenuPlace = Pick<Menu, 'x' | 'y'>

export function placeBelow(element: Element): MenuPlace {
  const { left, bottom } = element.getBoundingClientRect()
  return { x: left, y: bottom }
}
